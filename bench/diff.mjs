import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeHistory, promptFile } from './history.mjs';
import { compare, row } from './measure.mjs';
import { readBlobs } from './read-blobs.mjs';

const git = fileURLToPath(new URL('./git.mjs', import.meta.url));

/** Bare node starts in about 40 ms on an idle machine: two seconds, whatever the machine is doing. */
const twoSeconds = 2_000 / 40;

/**
 * What reads git: a branch that touches ten prompts of 10,000 and of 100,000, the history of one prompt that 200 of
 * 2,000 commits change, and 10,000 blobs of a commit, each beside git doing the like. git is started from Node as well,
 * and Node's own start is taken off.
 *
 * The start is a diff of nothing. Ten prompts that no diff has read yet are held to three times start and git diff
 * together; read again, from what an earlier diff kept, to the start and three times git diff alone. What the first
 * reading takes over that second, harder sum is printed beside: V8 meets the code of a comparison for the first time.
 */
export async function benchDiff() {
  const small = await makeHistory({ prompts: 10_000, commits: 2_000 });
  const large = await makeHistory({ prompts: 100_000, commits: 20 });
  try {
    return await measure(small, large);
  } finally {
    for (const folder of [small, large]) rmSync(folder, { recursive: true });
  }
}

async function measure(small, large) {
  const gitDiff = [git, '-C', small, 'diff', '--name-only', 'main...feature'];
  const gitLog = [git, '-C', small, 'log', '--format=%H', 'main', '--', promptFile(0)];
  const gitGrep = [git, '-C', small, 'grep', '-l', '-F', '-e', 'README.md', '-e', 'Hello', 'mixed'];
  const times = await compare(
    [
      { name: 'bare node', args: ['-e', '0'], bare: true },
      { name: 'git diff', args: gitDiff, bare: true },
      { name: 'git log', args: gitLog, bare: true },
      { name: 'diff of nothing', args: ['-C', small, 'diff', 'main', 'main'] },
      { name: 'diff of one', args: ['-C', small, 'diff', 'main~1', 'main', '--no-cache'] },
      { name: 'diff', args: ['-C', small, 'diff', 'main', 'feature', '--no-cache'] },
      { name: 'diff again', args: ['-C', small, 'diff', 'main', 'feature'] },
      { name: 'diff of ten times as many', args: ['-C', large, 'diff', 'main', 'feature', '--no-cache'] },
      { name: 'git grep', args: gitGrep, bare: true },
      { name: 'diff with a README', args: ['-C', small, 'diff', 'main', 'mixed'] },
      { name: 'log', args: ['-C', small, 'log', 'team-0/task-0', '--ref', 'main'] },
    ],
    { runs: 7 },
  );
  const of = (name) => times.get(name);
  const alone = (name) => of(name) - of('bare node');
  const blobs = await readBlobs(small);
  const figures = [...times].map(([name, ms]) => `${name} ${ms.toFixed(0)}`);
  console.log(`      ms: ${figures.join(', ')}`);
  console.log(`      log over git log alone: ${(of('log') / alone('git log')).toFixed(1)}`);
  const start = of('diff of nothing');
  const hard = start + 3 * alone('git diff');
  const harder = (name) => (of(name) / hard).toFixed(2);
  console.log(
    `      over (diff of nothing + 3 × git diff): cold ${harder('diff')}, of one prompt ${harder('diff of one')}`,
  );
  return [
    row(
      'diff of 10 prompts of 10,000, cold',
      of('diff') / (start + alone('git diff')),
      3,
      '× (of nothing + git diff --name-only)',
    ),
    row(
      'the same again, from its cache',
      of('diff again') / hard,
      1,
      '× (of nothing + 3 × git diff --name-only)',
    ),
    row(
      'the same of 100,000, cold',
      of('diff of ten times as many') / of('diff'),
      1.3,
      '× that of 10,000, cold',
    ),
    row(
      'a README and source code beside the 10',
      (of('diff with a README') - of('diff')) / alone('git grep'),
      8,
      '× git grep -F of all files',
    ),
    row('log, 200 changes in 2,000 commits', of('log') / of('bare node'), twoSeconds, '× bare node'),
    row(`read ${blobs.count} blobs`, blobs.ours / blobs.git, 2, '× git cat-file --batch'),
  ].every(Boolean);
}
