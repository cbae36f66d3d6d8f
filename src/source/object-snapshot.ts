import { posix } from 'node:path';
import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type BlobReader, createBlobReader } from './blob-reader.ts';
import { type KnownFolders, readCommitTree } from './commit-tree.ts';
import { finished, gitError, repositoryOf, spawnGit } from './git.ts';
import { readIndexTree } from './index-tree.ts';
import { followLinks, type Tree, type TreeEntry } from './object-tree.ts';
import { locate, projectPathOf, unsafePath } from './project-path.ts';
import { resolveRef } from './ref.ts';
import { tooLarge } from './regular-file.ts';
import type { Root } from './root.ts';
import { defaultMaxBytes, isSkipped } from './worktree.ts';

/** What a snapshot of git objects stands on. */
type Source = {
  readonly root: Root;
  readonly repository: string;
  /** How messages call it. */
  readonly name: string;
  readonly tree: () => Promise<Tree>;
  readonly blobs: BlobReader;
};

const maxLinkBytes = 4_096;

/** The files of a commit, read from git's objects without a checkout. Throws `bad-ref`. */
export async function commitSnapshot(root: Root, ref: string): Promise<Snapshot> {
  const commit = await resolveRef(root, ref);
  const repository = repositoryOf(root, ref);
  const blobs = createBlobReader(repository);
  const tree = once(async () => readCommitTree(commit, blobs));
  return objectSnapshot({ root, repository, name: ref, tree, blobs }, { ref, commit });
}

/** The files as they are staged; in a hook, in the index the hook names. Or of them those a sparse checkout leaves out. */
export function indexSnapshot(root: Root, { notCheckedOut = false } = {}): Snapshot {
  const repository = repositoryOf(root, null);
  const blobs = createBlobReader(repository);
  const tree = once(() => readIndexTree(repository, notCheckedOut));
  return objectSnapshot({ root, repository, name: 'the index', tree, blobs }, { ref: null, commit: null });
}

/** Commits, by their ids, behind one process: what they have in common is read once. Closing one closes all. */
export type Commits = { at(commit: string): Snapshot; close(): Promise<void> };

/** Opens the commits of a repository. */
export function openCommits(root: Root): Commits {
  const repository = repositoryOf(root, null);
  const blobs = createBlobReader(repository);
  const folders: KnownFolders = new Map();
  return {
    at(commit) {
      const tree = once(async () => readCommitTree(commit, blobs, folders));
      const source = { root, repository, name: commit, tree, blobs };
      return objectSnapshot(source, { ref: commit, commit });
    },
    close: () => blobs.close(),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function objectSnapshot(source: Source, { ref, commit }: Pick<Snapshot, 'ref' | 'commit'>): Snapshot {
  return {
    ref,
    commit,
    list: (folders) => listFolders(source, folders),
    async identify(paths) {
      const entries = await entriesOf(source, paths);
      return new Map([...entries].map(([path, entry]) => [path, entry.id]));
    },
    async read(paths, maxBytes = defaultMaxBytes) {
      const entries = await entriesOf(source, paths);
      const reads = [...entries].map(
        async ([path, entry]) => [path, await readBlob(source, path, entry, maxBytes)] as const,
      );
      return new Map(await Promise.all(reads));
    },
    stream: (path) => streamBlob(source, path),
    close: () => source.blobs.close(),
  };
}

async function listFolders(source: Source, folders: readonly string[]): Promise<readonly string[]> {
  const { root } = source;
  const tree = await source.tree();
  const found = new Set<string>();
  for (const folder of folders) {
    const located = locate(root, folder);
    const real = located === '' ? '' : await followLinks(tree, located, folder, linkReader(source));
    for (const { path, entry } of await tree.list(real, isSkipped)) {
      if (entry.kind === 'submodule') continue;
      if (entry.kind === 'link' && (await leadsToFolder(source, tree, path))) continue;
      const shown = real === '' ? path : path.slice(real.length + 1);
      found.add(projectPathOf(root, located === '' ? shown : `${located}/${shown}`));
    }
  }
  return [...found].sort(byCodePoint);
}

/** As in the worktree, a link to a folder is not listed, one to a file is. */
async function leadsToFolder(source: Source, tree: Tree, path: string): Promise<boolean> {
  try {
    const real = await followLinks(tree, path, path, linkReader(source));
    return await tree.isFolder(real);
  } catch {
    return false;
  }
}

const linkReader =
  (source: Source) =>
  async (id: string): Promise<string> => {
    const target = await source.blobs.read(id, maxLinkBytes);
    if (typeof target === 'string')
      throw new PromptopsError('git', `A link at "${source.name}" cannot be read.`);
    return Buffer.from(target).toString('utf8');
  };

async function entriesOf(source: Source, paths: readonly string[]): Promise<ReadonlyMap<string, TreeEntry>> {
  const tree = await source.tree();
  // One path after the other, for ten thousand promises take longer; none then waits for git.
  await tree.readAhead(new Set(paths.map((path) => posix.dirname(locate(source.root, path)))));
  const entries = new Map<string, TreeEntry>();
  for (const path of paths) {
    const entry = await entryOf(source, tree, path);
    if (entry) entries.set(path, entry);
  }
  return entries;
}

async function entryOf(source: Source, tree: Tree, path: string): Promise<TreeEntry | null> {
  const located = locate(source.root, path);
  const entry = await heldEntry(source, tree, located, path);
  if (entry?.kind === 'unmerged') {
    throw new PromptopsError('git', `"${path}" has an unresolved merge conflict.`, {
      hint: `Resolve it, then run "git add ${path}".`,
    });
  }
  return entry;
}

/** The entry of a path, or the one its links lead to. */
async function heldEntry(
  source: Source,
  tree: Tree,
  located: string,
  path: string,
): Promise<TreeEntry | null> {
  const at = async (where: string) => {
    const held = await tree.holderOf(where);
    return held?.path === where ? held.entry : null;
  };
  const direct = await at(located);
  if (direct?.kind === 'file') return direct;
  const entry = await at(await followLinks(tree, located, path, linkReader(source)));
  if (entry === null && direct?.kind === 'link') throw unsafePath(path, 'is a link that leads to no file');
  return entry;
}

async function readBlob(
  source: Source,
  path: string,
  entry: TreeEntry,
  maxBytes: number,
): Promise<Uint8Array> {
  const blob = await source.blobs.read(entry.id, maxBytes).catch((error: unknown) => {
    // In a partial clone git does not answer "missing": it wants to fetch, is not allowed to, and gives up.
    throw /promisor|lazy fetching/.test(String((error as Error).cause)) ? notFetched(source, path) : error;
  });
  if (blob === 'too-large') throw tooLarge(path, maxBytes);
  if (blob === 'missing') throw notFetched(source, path);
  return blob;
}

function notFetched(source: Source, path: string): PromptopsError {
  return new PromptopsError('git', `The content of "${path}" at "${source.name}" is not in this clone.`, {
    hint: 'The clone is partial or damaged: run "git fetch --refetch --no-filter origin", or clone without "--filter".',
  });
}

async function* streamBlob(source: Source, path: string): AsyncIterable<Uint8Array> {
  const entry = await entryOf(source, await source.tree(), path);
  if (!entry) throw new PromptopsError('not-found', `There is no file "${path}" at "${source.name}".`);
  const child = spawnGit(source.repository, ['cat-file', 'blob', entry.id]);
  child.stdin?.end();
  child.stderr?.resume();
  const ended = finished(child).catch((error: unknown) => gitError(error));
  try {
    for await (const piece of child.stdout ?? []) yield piece as Uint8Array;
    const code = await ended;
    if (code instanceof PromptopsError) throw code;
    if (code !== 0) throw notFetched(source, path);
  } finally {
    child.kill();
  }
}
