import { rmSync } from 'node:fs';
import { row, runPromptops } from './measure.mjs';
import { makeProject } from './project.mjs';
import { startServer } from './server.mjs';

const cases = 10_000;

/** 10,000 recorded cases replayed: cases a second over what a run of one case needs, and peak memory. */
export async function benchReplay() {
  const server = await startServer(0);
  const cwd = makeProject(cases, server.url);
  const recorded = await runPromptops(
    ['test', '--replay', 'record', '--concurrency', '50', '--format', 'json'],
    { cwd },
  );
  await server.close();
  if (recorded.code !== 0)
    throw new Error(`Recording ended with ${recorded.code}: ${recorded.stderr.slice(-2000)}`);
  const one = await best(() =>
    runPromptops(['test', '--replay', 'strict', '--case', 'case-0', '--output', 'json=one.json'], {
      cwd,
      memory: true,
    }),
  );
  const all = await best(() =>
    runPromptops(['test', '--replay', 'strict', '--output', 'json=all.json'], { cwd, memory: true }),
  );
  rmSync(cwd, { recursive: true });
  console.log(
    `      ${cases} cases ${all.ms.toFixed(0)} ms, one case of the same project ${one.ms.toFixed(0)} ms`,
  );
  const rate = cases / ((all.ms - one.ms) / 1000);
  return [
    row('replayed cases after start-up', rate, 3000, 'cases/s', { atLeast: true }),
    row('peak memory', all.megabytes, 300, 'MB'),
  ].every(Boolean);
}

/** The faster of three runs; each must pass. */
async function best(run) {
  const runs = [];
  for (let i = 0; i < 3; i++) runs.push(await run());
  const failed = runs.find(({ code }) => code !== 0);
  if (failed) throw new Error(`Replay ended with ${failed.code}: ${failed.stderr.slice(-2000)}`);
  return runs.reduce((a, b) => (b.ms < a.ms ? b : a));
}
