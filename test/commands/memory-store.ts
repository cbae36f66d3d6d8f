import type { CacheStore } from '../../src/commands/prompt-cache.ts';
import { blobId } from '../helpers/snapshot.ts';

/** A store in memory, through JSON as on disk. */
export function memoryStore(program = 'one'): CacheStore {
  let text: string | null = null;
  return {
    program,
    from: 0,
    blobId,
    read: async () => (text === null ? null : JSON.parse(text)),
    write: async (cache) => {
      text = JSON.stringify(cache);
    },
  };
}
