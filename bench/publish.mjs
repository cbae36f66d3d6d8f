import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { makePrompts } from './many.mjs';
import { row, runPromptops } from './measure.mjs';

/**
 * A first publish of a commit of many prompts into a `.tgz`, over a lint of the same files: whole processes, neither of
 * which has a cache to go on from, run in turn.
 */
export async function benchPublish(prompts = 10_000) {
  const cwd = makePrompts(prompts);
  const git = (...args) => execFileSync('git', ['-C', cwd, '-c', 'gc.auto=0', ...args]);
  git('init', '--quiet');
  git('config', 'user.name', 'bench');
  git('config', 'user.email', 'bench@localhost');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'First');
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const lint = await measured(['lint'], cwd);
    const publish = await measured(['publish', '--target', 'tgz'], cwd);
    const [{ tag }] = JSON.parse(publish.stdout).bundles;
    git('tag', '--delete', tag);
    runs.push({ lint, publish, ratio: publish.ms / lint.ms });
  }
  rmSync(cwd, { recursive: true });
  const { lint, publish, ratio } = runs.sort((a, b) => a.ratio - b.ratio)[1];
  console.log(
    `      ${prompts} prompts: lint ${lint.ms.toFixed(0)} ms, publish ${publish.ms.toFixed(0)} ms (whole processes, no cache)`,
  );
  return [
    row(`publish of ${prompts} prompts`, ratio, 1.8, '× lint'),
    row('peak memory', publish.megabytes, 800, 'MB'),
  ].every(Boolean);
}

async function measured(args, cwd) {
  for (const left of ['.promptops', 'dist']) rmSync(path.join(cwd, left), { recursive: true, force: true });
  const run = await runPromptops([...args, '--format', 'json'], { cwd, memory: true });
  if (run.code !== 0)
    throw new Error(`${args[0]} ended with ${run.code}: ${run.stderr || run.stdout.slice(0, 2000)}`);
  return run;
}
