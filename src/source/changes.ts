import { headOf, mergeBase, nothingInCommon } from './commit.ts';
import { repositoryOf, runGit } from './git.ts';
import { localFiltersOff, readGitSettings } from './git-settings.ts';
import { projectPathOf } from './project-path.ts';
import { resolveRef } from './ref.ts';
import type { Root } from './root.ts';

/** How the files of a snapshot differ from a commit. */
export type Changes = {
  /** Id of that commit; null: there is none yet, everything is new. */
  readonly base: string | null;
  /** Relative to the project root, removed files too; null: it cannot be told, everything may have changed. */
  readonly paths: ReadonlySet<string> | null;
};

/** What is compared with a commit: the worktree, the index or another commit. */
type Target = null | { readonly index: true } | { readonly commit: string };

/**
 * What changed since `since` and the target parted (their merge base), or since HEAD when `since` is null. Throws
 * `bad-ref` for a ref that does not exist or has nothing in common with the target.
 */
export async function changesSince(
  root: Root,
  since: string | null,
  target: string | null | { readonly index: true },
): Promise<Changes> {
  const repository = repositoryOf(root, since);
  const tip = typeof target === 'string' ? await resolveRef(root, target) : null;
  const head = tip ?? (await headOf(repository));
  const base = await baseOf(root, repository, since, head);
  return readChanges(root, base, typeof target === 'string' ? { commit: tip ?? target } : target);
}

async function baseOf(
  root: Root,
  repository: string,
  since: string | null,
  head: string | null,
): Promise<string | null> {
  if (since === null) return head;
  const start = await resolveRef(root, since);
  // Before the first commit of this branch there is nothing to part from.
  if (head === null) return start;
  const found = await mergeBase(repository, head, [start]);
  if (found !== null) return found;
  throw await nothingInCommon(repository, since, 'HEAD', 'Name a ref that this branch started from.');
}

/**
 * The files that differ between a commit (null: there is none, all is new) and a target. In the worktree, files that git
 * does not know yet count.
 */
export async function readChanges(root: Root, base: string | null, target: Target): Promise<Changes> {
  if (base === null) return { base, paths: null };
  const repository = repositoryOf(root, base);
  const located = await changedPaths(repository, base, target);
  return { base, paths: located && new Set(located.map((path) => projectPathOf(root, path))) };
}

async function changedPaths(
  repository: string,
  base: string,
  target: Target,
): Promise<readonly string[] | null> {
  if (target !== null)
    return differing(repository, 'index' in target ? ['--cached', base, '--'] : [base, target.commit, '--']);
  const found = await uncommittedPaths(repository, base);
  return found && [...found.changed, ...found.untracked];
}

/** What of the worktree no commit holds, from the project's root. */
export type Uncommitted = { readonly changed: readonly string[]; readonly untracked: readonly string[] };

/** Files that differ from a commit, and those that git does not know yet; null: it cannot be told. */
export async function readUncommitted(root: Root, commit: string): Promise<Uncommitted | null> {
  const found = await uncommittedPaths(repositoryOf(root, commit), commit);
  const here = (paths: readonly string[]) => paths.map((path) => projectPathOf(root, path));
  return found && { changed: here(found.changed), untracked: here(found.untracked) };
}

async function uncommittedPaths(repository: string, commit: string): Promise<Uncommitted | null> {
  const off = localFiltersOff(await readGitSettings(repository));
  if (off === null) return null;
  const untracked = await listed(repository, ['ls-files', '--others', '--exclude-standard', '-z']);
  return { changed: await differing(repository, [commit, '--'], off), untracked };
}

const differing = (
  repository: string,
  to: readonly string[],
  settings: readonly string[] = [],
): Promise<readonly string[]> =>
  listed(repository, [
    ...settings.flatMap((setting) => ['-c', setting]),
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=all',
    ...to,
  ]);

async function listed(repository: string, args: readonly string[]): Promise<readonly string[]> {
  const out = await runGit(repository, args);
  return out
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
}
