import { PromptopsError } from '../errors.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Root } from './root.ts';
import { worktreeSnapshot } from './worktree.ts';

/** Which files: on disk (null), at a ref, at a commit whose id is known, staged, or those of before the first commit. */
export type SnapshotTarget =
  | string
  | null
  | { readonly commit: string }
  | { readonly index: true }
  | { readonly nothing: true };

/**
 * The project's files as they stand on disk, as they are staged, or at a commit, read from git's objects without a
 * checkout. Throws `bad-ref` when there is no such commit. Close it when done.
 */
export async function readSnapshot(root: Root, ref: SnapshotTarget): Promise<Snapshot> {
  if (ref === null) return worktreeSnapshot(root);
  if (typeof ref === 'object' && 'nothing' in ref) return emptySnapshot;
  // What speaks to git is loaded by those who ask for a ref.
  const { commitSnapshot, indexSnapshot, openCommits } = await import('./object-snapshot.ts');
  if (typeof ref === 'string') return commitSnapshot(root, ref);
  return 'index' in ref ? indexSnapshot(root) : openCommits(root).at(ref.commit);
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
