import { blobIdOf } from '../source/blob-id.ts';
import type { Root } from '../source/root.ts';
import { build } from '../version.ts';
import type { CacheStore } from './prompt-cache.ts';

/** The cache of a command in a project's folder; null where nobody knows which program this is. */
export function cacheStoreOf(root: Root, command: 'lint' | 'cost' | 'diff', from = 64): CacheStore | null {
  if (build === null) return null;
  const name = `${command}.json`;
  // What looks for letters, words and widths in texts knows the Unicode of its Node.
  const program = `${build} ${process.versions.node} ${root.prefix}`;
  return {
    program,
    from,
    blobId: (bytes) => blobIdOf(root, bytes),
    read: async () => (await import('../source/sealed-file.ts')).readSealed(root, name),
    write: async (cache) => (await import('../source/sealed-file.ts')).writeSealed(root, name, cache),
  };
}
