import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, row } from './measure.mjs';

const starter = fileURLToPath(new URL('../templates/project', import.meta.url));

/** The starter as people have it: committed to a repository, which every report asks for its state. */
function makeStarter() {
  const cwd = mkdtempSync(path.join(tmpdir(), 'promptops-bench-'));
  cpSync(starter, cwd, { recursive: true });
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Starter');
  return cwd;
}

/** Whole-process time of the commands people wait for, over that of bare node in the same run. */
export async function benchStart() {
  const cwd = makeStarter();
  const times = await compare(
    [
      { name: 'bare node', args: ['-e', '0'], bare: true },
      { name: '--version', args: ['--version'] },
      { name: '--help', args: ['--help'] },
      { name: 'lint one prompt', args: ['lint', 'support/triage'] },
      { name: 'lint starter', args: ['lint'] },
      { name: 'test starter', args: ['test', '--replay', 'strict'] },
    ],
    { cwd },
  );
  rmSync(cwd, { recursive: true });
  const bare = times.get('bare node');
  console.log(`      bare node ${bare.toFixed(1)} ms`);
  const ratio = (name, limit) =>
    row(`${name} (${times.get(name).toFixed(0)} ms)`, times.get(name) / bare, limit, '× bare node');
  return [
    ratio('--version', 1.5),
    ratio('--help', 2.5),
    ratio('lint one prompt', 5),
    ratio('lint starter', 8),
    ratio('test starter', 12),
  ].every(Boolean);
}
