import { PromptopsError } from '../errors.ts';
import type { BlobReader } from './blob-reader.ts';
import { type Holder, kindOf, type Tree, type TreeEntry } from './object-tree.ts';

type Folder = { readonly kind: 'folder'; readonly id: string };
type Entry = TreeEntry | Folder;

/** One folder of a commit. */
type Entries = {
  names(): Iterable<string>;
  /** Read when it is asked for: of a hundred entries few are. */
  get(name: string): Entry | undefined;
};

/** Folders that were read, by the name git knows them by; commits of one repository may share it. */
export type KnownFolders = Map<string, Promise<Entries>>;

/** Largest folder that is read, in bytes of git's object: about a million entries. */
const maxFolderBytes = 64 << 20;

/** A few kilobytes of objects can spell out more files than there are atoms, by holding the same folder over and over. */
const maxListed = 2_000_000;

/**
 * The tree of a commit, read folder by folder as far as somebody asks, and each folder once: what is asked of ten files
 * costs the folders above them, however large the repository is. Throws `git` where an object is not in this clone.
 */
export function readCommitTree(commit: string, objects: BlobReader, known: KnownFolders = new Map()): Tree {
  const folder = (id: string): Promise<Entries> => {
    const found = known.get(id) ?? readFolder(objects, id, commit.length / 2);
    known.set(id, found);
    return found;
  };

  const walk = async (path: string): Promise<Holder | Entries | null> => {
    let entries = await folder(`${commit}^{tree}`);
    for (let from = 0; path !== '' && from <= path.length; ) {
      const slash = path.indexOf('/', from);
      const end = slash < 0 ? path.length : slash;
      const entry = entries.get(path.slice(from, end));
      if (!entry) return null;
      const here = path.slice(0, end);
      // A path may go on behind a link, which is then to be followed, but not behind a file.
      if (entry.kind !== 'folder') return { path: here, entry };
      entries = await folder(entry.id);
      from = end + 1;
    }
    return entries;
  };

  return {
    async holderOf(path) {
      const found = await walk(path);
      return isHolder(found) ? found : null;
    },
    async isFolder(path) {
      const found = await walk(path);
      return found !== null && !isHolder(found);
    },
    async readAhead(folders) {
      await Promise.all([...folders].map(walk));
    },
    async list(start, isSkipped) {
      const found = await walk(start);
      if (found === null || isHolder(found)) return [];
      const listed: Holder[] = [];
      let level = [{ path: start, entries: found }];
      while (level.length > 0) {
        const next = level.flatMap(({ path, entries }) => take(path, entries, isSkipped, listed));
        level = await Promise.all(next.map(async ({ path, id }) => ({ path, entries: await folder(id) })));
      }
      return listed;
    },
  };
}

const isHolder = (found: Holder | Entries | null): found is Holder => found !== null && 'entry' in found;

/** Adds what stands in a folder to the list, and returns the folders below it. */
function take(
  path: string,
  entries: Entries,
  isSkipped: (name: string) => boolean,
  listed: Holder[],
): readonly { readonly path: string; readonly id: string }[] {
  if (listed.length > maxListed) {
    throw new PromptopsError(
      'too-large',
      `There are more than ${maxListed} files below the prompt folders.`,
      {
        hint: 'Name smaller folders under "prompts" in promptops.yaml.',
      },
    );
  }
  const below: { path: string; id: string }[] = [];
  for (const name of entries.names()) {
    const entry = isSkipped(name) ? undefined : entries.get(name);
    if (!entry) continue;
    const at = path === '' ? name : `${path}/${name}`;
    if (entry.kind === 'folder') below.push({ path: at, id: entry.id });
    else listed.push({ path: at, entry });
  }
  return below;
}

async function readFolder(objects: BlobReader, id: string, idBytes: number): Promise<Entries> {
  const bytes = await objects.read(id, maxFolderBytes);
  if (typeof bytes !== 'string') return parseFolder(Buffer.from(bytes), idBytes);
  throw new PromptopsError(
    'git',
    bytes === 'missing'
      ? 'A folder of the commit is not in this clone.'
      : 'A folder of the commit is too large.',
    { hint: 'The clone is partial or damaged: run "git fetch --refetch --no-filter origin".' },
  );
}

/**
 * Git's own form of a folder: `<mode> <name>\0<id as bytes>`, one after the other. Its names are looked for in a text of
 * all bytes, in a third of the time that it takes to look among the bytes.
 */
function parseFolder(bytes: Buffer, idBytes: number): Entries {
  const text = bytes.toString('latin1');
  const entries = new Map<string, Entry | number>();
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(' ', at);
    const end = text.indexOf('\0', space);
    if (space < 0 || end < 0) break;
    entries.set(asUtf8(text.slice(space + 1, end)), at);
    at = end + 1 + idBytes;
  }
  return {
    names: () => entries.keys(),
    get(name) {
      const held = entries.get(name);
      if (typeof held !== 'number') return held;
      const id = text.indexOf('\0', held) + 1;
      const mode = text.slice(held, text.indexOf(' ', held));
      const entry: Entry = {
        kind: mode === '40000' ? 'folder' : kindOf(mode),
        id: bytes.toString('hex', id, id + idBytes),
      };
      entries.set(name, entry);
      return entry;
    },
  };
}

const asUtf8 = (bytes: string): string =>
  /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString() : bytes;
