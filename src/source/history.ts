import { repositoryOf, runGit } from './git.ts';
import { isInside, locate } from './project-path.ts';
import type { Root } from './root.ts';

/** One commit, as `git log` would show it. */
export type Commit = {
  readonly id: string;
  /** Empty: a first commit, or the last one that a shallow clone holds. */
  readonly parents: readonly string[];
  /** ISO 8601, with the author's time zone. */
  readonly date: string;
  readonly author: string;
  readonly subject: string;
};

/**
 * The commits up to one that touch some paths (from the project's root), newest first; of a merge that took one side as
 * it was, that side alone. Plumbing: no setting of a clone changes what is listed.
 */
export async function readHistory(
  root: Root,
  commit: string,
  paths: readonly string[],
  most: number | null = null,
): Promise<readonly Commit[]> {
  const listed = await runGit(repositoryOf(root, commit), [
    'rev-list',
    ...(most === null ? [] : [`--max-count=${most}`]),
    '--format=%x00%H%n%P%n%aI%n%an%n%s',
    commit,
    '--',
    ...paths.filter((path) => isInside(root, path)).map((path) => locate(root, path)),
  ]);
  const records = listed.toString('utf8').split('\0').slice(1);
  return records.map((record) => {
    const [id = '', parents = '', date = '', author = '', subject = ''] = record.split('\n');
    return { id, parents: parents.split(' ').filter(Boolean), date, author, subject };
  });
}
