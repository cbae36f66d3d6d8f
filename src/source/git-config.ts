import { gitError, runGit } from './git.ts';

/** Values of a clone's own configuration below a section such as `diff.promptops`, by key. */
export async function readLocalConfig(
  repository: string,
  section: string,
): Promise<ReadonlyMap<string, string>> {
  const pattern = `^${section.replaceAll('.', '\\.')}\\.`;
  // Nothing found is exit code 1.
  const listed = await runGit(repository, ['config', '--local', '-z', '--get-regexp', pattern]).catch(
    () => '',
  );
  const entries = listed.toString().split('\0').filter(Boolean);
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
    await runGit(repository, ['config', '--local', ...args]);
  }
}

/** A repository without files of its own to write to. */
export async function isBare(repository: string): Promise<boolean> {
  const answer = await runGit(repository, ['rev-parse', '--is-bare-repository']).catch((error: unknown) =>
    Promise.reject(gitError(error)),
  );
  return answer.toString().trim() === 'true';
}

/** Removes a ref that nothing but a cache hangs on. No ref is no error. */
export const dropRef = (repository: string, ref: string): Promise<unknown> =>
  runGit(repository, ['update-ref', '-d', ref]);
