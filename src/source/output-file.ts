import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, diskError } from './disk.ts';

/** Writes a file that the user named for a report, creating its folder: a command's other standard output. Throws `disk`. */
export async function writeOutputFile(cwd: string, file: string, pieces: Iterable<string>): Promise<void> {
  const target = path.resolve(cwd, file);
  try {
    await makeFolder(path.dirname(target));
    await writeFile(target, pieces);
  } catch (error) {
    throw diskError('write', file, error);
  }
}

/** As `mkdir -p`. Node's own never ends where a parent can neither be found nor made, as below `/proc`. */
async function makeFolder(folder: string): Promise<void> {
  const code = await mkdir(folder).then(() => null, codeOf);
  if (code === null || code === 'EEXIST') return;
  if (code === 'ENOENT' && path.dirname(folder) !== folder) await makeFolder(path.dirname(folder));
  await mkdir(folder);
}
