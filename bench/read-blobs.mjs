import { spawn } from 'node:child_process';
import { loadSource } from '../scripts/load-source.mjs';

/**
 * Milliseconds to read every file of a commit: `git cat-file --batch` alone, given the ids, and a snapshot, given the
 * paths, which finds the ids itself. Medians of runs that take turns.
 */
export async function readBlobs(folder, runs = 5) {
  const { findRoot, readSnapshot } = await loadSource(
    `export { findRoot } from './src/source/root.ts'; export { readSnapshot } from './src/source/snapshot.ts';`,
  );
  const root = await findRoot(folder);
  const listing = await readSnapshot(root, 'main');
  const paths = (await listing.list([''])).filter((path) => path.endsWith('.prompt.yaml'));
  const ids = [...(await listing.identify(paths)).values()];
  await listing.close();
  const times = { git: [], ours: [] };
  for (let run = -1; run < runs; run++) {
    const git = await timed(() => catFile(folder, ids));
    const ours = await timed(async () => {
      const snapshot = await readSnapshot(root, 'main');
      const { size } = await snapshot.read(paths);
      await snapshot.close();
      if (size !== paths.length) throw new Error(`${size} of ${paths.length} files were read`);
    });
    if (run < 0) continue;
    times.git.push(git);
    times.ours.push(ours);
  }
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return { git: median(times.git), ours: median(times.ours), count: paths.length };
}

async function timed(work) {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function catFile(cwd, ids) {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['cat-file', '--batch'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    child.on('error', reject);
    child.on('close', resolve);
    child.stdout.resume();
    child.stdin.end(`${ids.join('\n')}\n`);
  });
}
