import { gitError, openGit, runGit } from './git.ts';

/** Values of a clone's own configuration below a section such as `diff.promptops`, by key. */
export async function readLocalConfig(
  repository: string,
  section: string,
): Promise<ReadonlyMap<string, string>> {
  const pattern = `^${section.replaceAll('.', '\\.')}\\.`;
  // Nothing found is exit code 1.
  const git = await openGit(repository);
  const listed = await git.raw('config', '--local', '-z', '--get-regexp', pattern).catch(() => '');
  const entries = listed.split('\0').filter(Boolean);
  return new Map(
    entries.map((entry) => {
      const [key = '', ...value] = entry.split('\n');
      return [key, value.join('\n')];
    }),
  );
}

/** Sets keys of a clone's own configuration, or removes those that are null afterwards; linked worktrees share it. */
export async function writeLocalConfig(
  repository: string,
  changes: readonly { readonly key: string; readonly after: string | null }[],
): Promise<void> {
  for (const { key, after } of changes) {
    const args = after === null ? ['--unset-all', key] : ['--replace-all', key, after];
    // simple-git refuses to set a textconv, for good reasons: this one is our own.
    await runGit(repository, ['config', '--local', ...args]);
  }
}

/** A repository without files of its own to write to. */
export async function isBare(repository: string): Promise<boolean> {
  const git = await openGit(repository);
  const answer = await git.raw('rev-parse', '--is-bare-repository').catch(failed);
  return answer.trim() === 'true';
}

/** Removes a ref that nothing but a cache hangs on. No ref is no error. */
export const dropRef = async (repository: string, ref: string): Promise<unknown> =>
  (await openGit(repository)).raw('update-ref', '-d', ref).catch(failed);

const failed = (error: unknown): Promise<never> => Promise.reject(gitError(error));
