import { PromptopsError } from '../errors.ts';
import { runGit } from './git.ts';

/** The first object id of git's answer; null when it has none, or refuses. */
export const askId = (repository: string, args: readonly string[]): Promise<string | null> =>
  runGit(repository, args).then(
    (out) => /^[0-9a-f]{40,64}$/m.exec(out.toString())?.[0] ?? null,
    () => null,
  );

/** The commit that is checked out; null before the first one. */
export const headOf = (repository: string): Promise<string | null> =>
  askId(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);

/** Whether the clone's history is cut off, so that what git does not find may exist all the same. */
export async function isShallow(repository: string): Promise<boolean> {
  const said = await runGit(repository, ['rev-parse', '--is-shallow-repository']);
  return said.toString().trim() === 'true';
}

/** Name of the branch that is checked out; null: HEAD is detached. */
export const currentBranch = (repository: string): Promise<string | null> =>
  runGit(repository, ['symbolic-ref', '--quiet', 'HEAD']).then(
    (said) => said.toString().trim().replace('refs/heads/', ''),
    () => null,
  );

/** What to do about a history that is cut off. */
export const deepen =
  'This clone is shallow: run "git fetch --unshallow", or "git fetch --deepen=100" for some more of it; ' +
  'in GitHub Actions set "fetch-depth: 0" for actions/checkout.';

/**
 * Where a commit parted from some tips: their best common commit, null when they have none. Of several tips (a branch
 * here and on the remote) it is the common commit with all of them merged, so that a stale one does no harm.
 */
export const mergeBase = (
  repository: string,
  commit: string,
  tips: readonly string[],
): Promise<string | null> => askId(repository, ['merge-base', commit, ...tips]);

/** Two unrelated commits are never compared in silence. `otherwise`: what to do where the history is complete. */
export async function nothingInCommon(
  repository: string,
  base: string,
  head: string,
  otherwise: string,
): Promise<PromptopsError> {
  return new PromptopsError('bad-ref', `"${base}" and "${head}" have no commit in common.`, {
    hint: (await isShallow(repository)) ? deepen : otherwise,
  });
}
