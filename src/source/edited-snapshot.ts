import type { Snapshot } from '../model/snapshot.ts';
import { blobIdOf } from './blob-id.ts';
import type { Root } from './root.ts';

/** A snapshot in which some files already say what they are about to say. It makes no new files. */
export function withTexts(root: Root, snapshot: Snapshot, texts: ReadonlyMap<string, string>): Snapshot {
  const edited = new Map([...texts].map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const over = <Value>(
    paths: readonly string[],
    found: ReadonlyMap<string, Value>,
    of: (bytes: Uint8Array) => Value,
  ): ReadonlyMap<string, Value> => {
    const own = paths.flatMap((path) => {
      const bytes = edited.get(path);
      return bytes ? [[path, of(bytes)] as const] : [];
    });
    return new Map([...found, ...own]);
  };
  const rest = (paths: readonly string[]) => paths.filter((path) => !edited.has(path));
  return {
    ref: snapshot.ref,
    commit: snapshot.commit,
    list: (folders) => snapshot.list(folders),
    identify: async (paths) =>
      over(paths, await snapshot.identify(rest(paths)), (bytes) => blobIdOf(root, bytes)),
    read: async (paths, maxBytes) =>
      over(paths, await snapshot.read(rest(paths), maxBytes), (bytes) => bytes),
    async *stream(path) {
      const bytes = edited.get(path);
      if (bytes) yield bytes;
      else yield* snapshot.stream(path);
    },
    close: () => snapshot.close(),
  };
}
