import type { Snapshot } from '../model/snapshot.ts';
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
  // What speaks to git is loaded by those who ask for a ref.
  const { commitSnapshot, indexSnapshot } = await import('./object-snapshot.ts');
  return typeof ref === 'string' ? commitSnapshot(root, ref) : indexSnapshot(root);
}
