import { PromptopsError } from '../errors.ts';
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

/** The snapshot that is compared, as `readSnapshot` takes it. */
type Target = string | null | { readonly index: true };

/**
 * What changed since `since` and the target parted (their merge base), or since HEAD when `since` is null. In the
 * worktree, files that git does not know yet count. Throws `bad-ref` for a ref that does not exist or has nothing in
 * common with the target.
 */
export async function readChanges(root: Root, since: string | null, target: Target): Promise<Changes> {
  const repository = repositoryOf(root, since ?? 'the index');
  const tip = typeof target === 'string' ? await resolveRef(root, target) : null;
  const base = await baseOf(root, repository, since, tip);
  if (base === null) return { base, paths: null };
  const located = await changedPaths(repository, base, target === null ? 'worktree' : (tip ?? 'index'));
  return { base, paths: located && new Set(located.map((path) => projectPathOf(root, path))) };
}

async function baseOf(
  root: Root,
  repository: string,
  since: string | null,
  tip: string | null,
): Promise<string | null> {
  if (since === null) return tip ?? (await headOf(repository));
  const start = await resolveRef(root, since);
  const end = tip ?? (await headOf(repository));
  // Before the first commit of this branch there is nothing to part from.
  if (end === null) return start;
  const found = await ask(repository, ['merge-base', start, end]);
  if (found !== null) return found;
  throw new PromptopsError('bad-ref', `"${since}" has no commit in common with what is checked out.`, {
    hint: 'In a shallow clone run "git fetch --unshallow"; in GitHub Actions set "fetch-depth: 0".',
  });
}

const headOf = (repository: string): Promise<string | null> =>
  ask(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);

/** First line of an answer; null when git has none. */
const ask = (repository: string, args: readonly string[]): Promise<string | null> =>
  runGit(repository, args).then(
    (out) => /^[0-9a-f]{40,64}$/m.exec(out.toString())?.[0] ?? null,
    () => null,
  );

async function changedPaths(
  repository: string,
  base: string,
  target: 'worktree' | 'index' | (string & {}),
): Promise<readonly string[] | null> {
  const diff = (to: readonly string[], settings: readonly string[] = []) =>
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
  if (target === 'index') return diff(['--cached', base, '--']);
  if (target !== 'worktree') return diff([base, target, '--']);
  const off = localFiltersOff(await readGitSettings(repository));
  if (off === null) return null;
  const untracked = await listed(repository, ['ls-files', '--others', '--exclude-standard', '-z']);
  return [...(await diff([base, '--'], off)), ...untracked];
}

async function listed(repository: string, args: readonly string[]): Promise<readonly string[]> {
  const out = await runGit(repository, args);
  return out
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
}
