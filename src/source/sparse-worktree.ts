import { byCodePoint } from '../model/order.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { repositoryOf, runGit } from './git.ts';
import { mayConfigure } from './git-settings.ts';
import { indexSnapshot } from './object-snapshot.ts';
import type { Root } from './root.ts';
import { worktreeSnapshot } from './worktree.ts';

/**
 * The worktree as git compares it: in a sparse checkout a file that is not checked out is not gone, but stands as the
 * index has it. What is on disk all the same is read there.
 */
export async function comparedWorktree(root: Root): Promise<Snapshot> {
  const disk = worktreeSnapshot(root);
  if (!(await isSparse(repositoryOf(root, null)))) return disk;
  const index = indexSnapshot(root, { notCheckedOut: true });
  return {
    ...disk,
    async list(folders) {
      const found = await Promise.all([disk.list(folders), index.list(folders)]);
      return [...new Set(found.flat())].sort(byCodePoint);
    },
    identify: (paths) => firstOf(paths, [disk, index], (part, own) => part.identify(own)),
    read: (paths, maxBytes) => firstOf(paths, [disk, index], (part, own) => part.read(own, maxBytes)),
    async *stream(path) {
      yield* (await disk.identify([path])).size > 0 ? disk.stream(path) : index.stream(path);
    },
    close: () => index.close(),
  };
}

async function isSparse(repository: string): Promise<boolean> {
  if (!mayConfigure(repository).sparse) return false;
  const said = await runGit(repository, ['config', '--type=bool', '--get', 'core.sparseCheckout']).catch(
    () => '',
  );
  return said.toString().trim() === 'true';
}

/** What each part has of what those before it have not. */
async function firstOf<Value>(
  paths: readonly string[],
  parts: readonly Snapshot[],
  find: (part: Snapshot, paths: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): Promise<ReadonlyMap<string, Value>> {
  const found = new Map<string, Value>();
  for (const part of parts) {
    const missing = paths.filter((path) => !found.has(path));
    if (missing.length === 0) break;
    for (const [path, value] of await find(part, missing)) found.set(path, value);
  }
  return found;
}
