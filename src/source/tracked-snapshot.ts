import type { Snapshot } from '../model/snapshot.ts';

/** Git's id of a file's content; null: there is no such file; undefined: it could not be read, or changed meanwhile. */
export type ContentId = string | null | undefined;

/** A snapshot that remembers what was asked of it, and what exactly it handed out. */
export type TrackedSnapshot = {
  readonly snapshot: Snapshot;
  /** Takes over what somebody else was handed out. */
  note(path: string, id: ContentId): void;
  /** What stood in a file when it was read or looked for. */
  idOf(path: string): ContentId;
  /** The paths that are asked for from now on, until it is called again. */
  collect(): ReadonlySet<string>;
};

/**
 * Remembers of every file the id of the very content that was handed out, so that what was made of it can be kept for
 * exactly that content. `blobId` is git's id of some bytes, as the snapshot's own `identify` gives it.
 */
export function trackSnapshot(snapshot: Snapshot, blobId: (bytes: Uint8Array) => string): TrackedSnapshot {
  const ids = new Map<string, string | null>();
  /** Seen with two contents: nobody knows which one somebody else has seen. */
  const unsure = new Set<string>();
  /** Refused, and not handed out since. */
  const refused = new Set<string>();
  let asked = new Set<string>();
  const enter = (path: string, id: string | null): void => {
    asked.add(path);
    refused.delete(path);
    if (ids.has(path) && ids.get(path) !== id) unsure.add(path);
    ids.set(path, id);
  };
  const ask = async <Found>(paths: readonly string[], find: () => Promise<Found>): Promise<Found> => {
    try {
      return await find();
    } catch (error) {
      for (const path of paths) {
        asked.add(path);
        refused.add(path);
      }
      throw error;
    }
  };
  const identify = async (paths: readonly string[]) => {
    const found = await ask(paths, () => snapshot.identify(paths));
    for (const path of paths) enter(path, found.get(path) ?? null);
    return found;
  };
  return {
    snapshot: {
      ...snapshot,
      identify,
      async read(paths, maxBytes) {
        const found = await ask(paths, () => snapshot.read(paths, maxBytes));
        for (const path of paths) {
          const bytes = found.get(path);
          enter(path, bytes ? blobId(bytes) : null);
        }
        return found;
      },
      async *stream(path) {
        await identify([path]);
        try {
          yield* snapshot.stream(path);
        } finally {
          // It may have been written to in between, also where nobody wanted the rest.
          await identify([path]);
        }
      },
    },
    note(path, id) {
      if (id === undefined) unsure.add(path);
      else enter(path, id);
    },
    idOf: (path) => (unsure.has(path) || refused.has(path) ? undefined : ids.get(path)),
    collect() {
      asked = new Set();
      return asked;
    },
  };
}
