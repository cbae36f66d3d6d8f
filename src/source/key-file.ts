import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import { codeOf, diskError, lookAt, makeFolder, removeQuietly } from './disk.ts';
import { runGit } from './git.ts';
import { findRoot } from './root.ts';

/** A file that must not be there yet, with its permissions. */
export type NewFile = { readonly file: string; readonly text: string; readonly mode: number };

/** Writes all files or none, over none that exists; absolute paths. Throws `usage` for one that is there. */
export function writeNewFiles(files: readonly NewFile[]): void {
  const made: string[] = [];
  for (const { file, text, mode } of files) {
    try {
      makeFolder(path.dirname(file));
      writeFileSync(file, text, { flag: 'wx', mode });
      made.push(file);
    } catch (error) {
      const isThere = codeOf(error) === 'EEXIST';
      [...made, ...(isThere ? [] : [file])].forEach(removeQuietly);
      if (!isThere) throw diskError('write', file, error);
      throw new PromptopsError('usage', `"${file}" exists already.`, {
        hint: 'Name another file: a key that is overwritten is lost.',
      });
    }
  }
}

/** Whether `git add --all` would take a file along that exists; null: it is in no repository, or git cannot say. */
export async function wouldBeCommitted(file: string): Promise<boolean | null> {
  const { repository } = await findRoot(path.dirname(file));
  if (repository === null || lookAt(file) === null) return null;
  const asked = ['ls-files', '--others', '--exclude-standard', '-z', '--', path.relative(repository, file)];
  return runGit(repository, asked).then(
    (listed) => listed.length > 0,
    () => null,
  );
}
