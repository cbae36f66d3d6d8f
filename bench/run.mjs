// Speed as ratios within one run: `npm run bench [start|replay|live|many|most|cost|diff|ci|page|publish|rows|runtime]`. Exit 1 when a stated limit is missed.
import { benchCi } from './ci.mjs';
import { benchCost } from './cost.mjs';
import { benchDiff } from './diff.mjs';
import { benchLive } from './live.mjs';
import { benchMany } from './many.mjs';
import { benchPage } from './page.mjs';
import { benchPublish } from './publish.mjs';
import { benchReplay } from './replay.mjs';
import { benchRows } from './rows.mjs';
import { benchRuntime } from './runtime.mjs';
import { benchStart } from './start.mjs';

const benches = {
  start: benchStart,
  replay: benchReplay,
  live: benchLive,
  many: () => benchMany(1_000),
  /** These take a minute or two: only when they are asked for. */
  most: () => benchMany(10_000),
  cost: () => benchCost(10_000),
  diff: benchDiff,
  ci: benchCi,
  page: benchPage,
  publish: () => benchPublish(10_000),
  rows: benchRows,
  runtime: benchRuntime,
};
const always = ['start', 'replay', 'live', 'many'];
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench "${unknown[0]}"; there are ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else {
  let held = true;
  for (const name of chosen.length > 0 ? chosen : always) {
    console.log(`\n${name}  node ${process.version}`);
    held = (await benches[name]()) && held;
  }
  process.exitCode = held ? 0 : 1;
}
