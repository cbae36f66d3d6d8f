import type { Snapshot } from '../model/snapshot.ts';
import { repositoryOf } from './git.ts';
import { objectSnapshot } from './object-snapshot.ts';
import { readCommitTree, readIndexTree } from './object-tree.ts';
import { resolveRef } from './ref.ts';
import type { Root } from './root.ts';
import { worktreeSnapshot } from './worktree.ts';

/**
 * The project's files as they stand on disk (null), as they are staged (`{index: true}`), or at a commit, read from
 * git's objects without a checkout. Throws `bad-ref` when there is no such commit. Close it when done.
 */
export async function readSnapshot(
  root: Root,
  ref: string | null | { readonly index: true },
): Promise<Snapshot> {
  if (ref === null) return worktreeSnapshot(root);
  if (typeof ref !== 'string') {
    const repository = repositoryOf(root, 'the index');
    return objectSnapshot(root, repository, {
      ref: null,
      commit: null,
      readTree: () => readIndexTree(repository),
    });
  }
  const commit = await resolveRef(root, ref);
  const repository = repositoryOf(root, ref);
  return objectSnapshot(root, repository, {
    ref,
    commit,
    readTree: () => readCommitTree(repository, commit),
  });
}
