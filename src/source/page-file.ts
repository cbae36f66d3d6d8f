import { writeAtomically } from './disk.ts';
import { findRoot } from './root.ts';
import { stateFolder, statePath } from './write-path.ts';

/** Where `promptops report` puts its page when nobody names a file; relative to the project. */
const name = 'report.html';

/** Writes a page below `.promptops/` of the project around a folder, over the one before. Returns its absolute path. */
export async function writePageFile(cwd: string, text: string): Promise<string> {
  const file = statePath(await findRoot(cwd), name);
  writeAtomically(file, text, `${stateFolder}/${name}`);
  return file;
}
