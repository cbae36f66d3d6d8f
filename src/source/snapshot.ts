import { PromptopsError } from '../errors.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Root } from './root.ts';
import { worktreeSnapshot } from './worktree.ts';

/** Which files: on disk (null), staged, at a commit, or those of before the first commit. */
export type SnapshotTarget = string | null | { readonly index: true } | { readonly nothing: true };

/**
 * The project's files as they stand on disk, as they are staged, or at a commit, read from git's objects without a
 * checkout. Throws `bad-ref` when there is no such commit. Close it when done.
 */
export async function readSnapshot(root: Root, ref: SnapshotTarget): Promise<Snapshot> {
  if (ref === null) return worktreeSnapshot(root);
  if (typeof ref === 'object' && 'nothing' in ref) return emptySnapshot;
  // What speaks to git is loaded by those who ask for a ref.
  const { commitSnapshot, indexSnapshot } = await import('./object-snapshot.ts');
  return typeof ref === 'string' ? commitSnapshot(root, ref) : indexSnapshot(root);
}

const emptySnapshot: Snapshot = {
  ref: null,
  commit: null,
  list: async () => [],
  identify: async () => new Map(),
  read: async () => new Map(),
  stream(path) {
    throw new PromptopsError('not-found', `There is no file "${path}" before the first commit.`);
  },
  async close() {},
};
