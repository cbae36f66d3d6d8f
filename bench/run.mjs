// Speed as ratios within one run: `npm run bench [start|replay|live]`. Exit 1 when a stated limit is missed.
import { benchLive } from './live.mjs';
import { benchReplay } from './replay.mjs';
import { benchStart } from './start.mjs';

const benches = { start: benchStart, replay: benchReplay, live: benchLive };
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench "${unknown[0]}"; there are ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else {
  let held = true;
  for (const name of chosen.length > 0 ? chosen : Object.keys(benches)) {
    console.log(`\n${name}  node ${process.version}`);
    held = (await benches[name]()) && held;
  }
  process.exitCode = held ? 0 : 1;
}
