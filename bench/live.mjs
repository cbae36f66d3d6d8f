import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { row, runPromptops } from './measure.mjs';
import { makeProject } from './project.mjs';
import { startServer } from './server.mjs';

const [cases, latency, concurrency] = [1_000, 50, 20];

/** 1,000 live cases against a local server that takes 50 ms, 20 at a time: the run's own time over the ideal 2.5 s. */
export async function benchLive() {
  const server = await startServer(latency);
  const cwd = makeProject(cases, server.url);
  const args = [
    'test',
    '--replay',
    'off',
    '--concurrency',
    String(concurrency),
    '--output',
    'json=report.json',
  ];
  const { code, ms, stderr } = await runPromptops(args, { cwd });
  await server.close();
  if (code !== 0) throw new Error(`The run ended with ${code}: ${stderr.slice(-2000)}`);
  const { run } = JSON.parse(readFileSync(path.join(cwd, 'report.json'), 'utf8'));
  rmSync(cwd, { recursive: true });
  const ideal = (cases * latency) / concurrency;
  console.log(`      ideal ${ideal} ms, run ${run.durationMs} ms, whole process ${ms.toFixed(0)} ms`);
  return row('live run', run.durationMs / ideal, 1.15, '× ideal');
}
