import type { Snapshot } from '../model/snapshot.ts';

const sides = ['before', 'after'] as const;

type SideName = (typeof sides)[number];

/** How a file of one side is called where both are one. */
export const joinedPath = (side: SideName, path: string): string => `${side}/${path}`;

/** Two snapshots as one, whose paths say which of them is meant ({@link joinedPath}). Closing it closes neither. */
export function joinSnapshots(parts: Readonly<Record<SideName, Snapshot>>): Snapshot {
  const ofEach = async <Value>(
    paths: readonly string[],
    find: (part: Snapshot, own: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ): Promise<ReadonlyMap<string, Value>> => {
    const found = new Map<string, Value>();
    for (const side of sides) {
      const own = paths.flatMap((path) => ownPath(side, path) ?? []);
      if (own.length === 0) continue;
      for (const [path, value] of await find(parts[side], own)) found.set(joinedPath(side, path), value);
    }
    return found;
  };
  return {
    ref: null,
    commit: null,
    list: (folders) => Promise.reject(new TypeError(`Two snapshots list no folder in common: ${folders}.`)),
    identify: (paths) => ofEach(paths, (part, own) => part.identify(own)),
    read: (paths, maxBytes) => ofEach(paths, (part, own) => part.read(own, maxBytes)),
    stream(path) {
      const side = ownPath('before', path) === null ? 'after' : 'before';
      return parts[side].stream(ownPath(side, path) ?? path);
    },
    close: async () => {},
  };
}

/** One side again, its files asked for through the joined snapshot, and by their own names. */
export function partOf(joined: Snapshot, side: SideName, part: Snapshot): Snapshot {
  const joinedPaths = (paths: readonly string[]) => paths.map((path) => joinedPath(side, path));
  const own = <Value>(found: ReadonlyMap<string, Value>) =>
    new Map([...found].map(([path, value]) => [path.slice(side.length + 1), value]));
  return {
    ...part,
    identify: async (paths) => own(await joined.identify(joinedPaths(paths))),
    read: async (paths, maxBytes) => own(await joined.read(joinedPaths(paths), maxBytes)),
    stream: (path) => joined.stream(joinedPath(side, path)),
  };
}

const ownPath = (side: SideName, path: string): string | null =>
  path.startsWith(`${side}/`) ? path.slice(side.length + 1) : null;
