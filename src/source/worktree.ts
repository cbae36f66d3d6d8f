import { readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import { byCodePoint } from '../model/order.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { identifyFile } from './blob-id.ts';
import { codeOf, diskError } from './disk.ts';
import { createResolver, type Resolver, readBounded, safeFlags, withRegularFile } from './regular-file.ts';
import type { Root } from './root.ts';

/** Largest file that is read when the caller names no limit: 1 MiB, as for every hand-written file. */
export const defaultMaxBytes = 1 << 20;

/** Folders that hold no project files, wherever they stand. */
export const isSkipped = (name: string): boolean => ['.git', '.promptops', 'node_modules'].includes(name);

/** How many files are read before other work (a live view, a timer) gets its turn. */
const batch = 64;

/** The files as they stand on disk. No git process is started. */
export function worktreeSnapshot(root: Root): Snapshot {
  const resolve = createResolver(root);
  return {
    ref: null,
    commit: null,
    async list(folders) {
      const found = new Set(folders.flatMap((folder) => [...walk(resolve, folder)]));
      return [...found].sort(byCodePoint);
    },
    identify: (paths) => collect(paths, (each) => identifyFile(root, resolve, each)),
    read: (paths, maxBytes = defaultMaxBytes) => collect(paths, (each) => readFile(resolve, each, maxBytes)),
    stream: (projectPath) => streamFile(resolve, projectPath),
    async close() {},
  };
}

/** `read` of every path, missing ones left out. Synchronous calls: small files are several times faster that way. */
async function collect<Value>(
  paths: readonly string[],
  read: (path: string) => Value | null,
): Promise<ReadonlyMap<string, Value>> {
  const found = new Map<string, Value>();
  for (const [index, each] of paths.entries()) {
    const value = read(each);
    if (value !== null) found.set(each, value);
    if (index % batch === batch - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

function readFile(resolve: Resolver, projectPath: string, maxBytes: number): Uint8Array | null {
  const file = resolve(projectPath);
  if (file === null) return null;
  return withRegularFile(file, projectPath, (descriptor, { size }) =>
    readBounded(descriptor, size, maxBytes, projectPath),
  );
}

/** Every file below a folder, whatever it is: what is no regular file is refused when it is read, not hidden here. */
function* walk(resolve: Resolver, folder: string): Iterable<string> {
  const real = resolve(folder);
  if (real === null || !statSync(real, { throwIfNoEntry: false })?.isDirectory()) return;
  const waiting = [{ real, shown: folder === '' ? '' : `${folder.replace(/\/+$/, '')}/` }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of readFolder(at.real, at.shown)) {
      const real = path.join(at.real, entry.name);
      if (entry.isDirectory()) {
        if (!isSkipped(entry.name)) waiting.push({ real, shown: `${at.shown}${entry.name}/` });
      } else if (!entry.isSymbolicLink() || !leadsToFolder(real)) yield at.shown + entry.name;
    }
  }
}

function readFolder(real: string, shown: string) {
  try {
    return readdirSync(real, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw diskError('read', shown || '.', error);
  }
}

/** As in a commit, a link to a folder is one entry and not the files behind it; it may also lead in a circle. */
function leadsToFolder(real: string): boolean {
  try {
    return statSync(real).isDirectory();
  } catch {
    return false;
  }
}

/** Files up to this size are not streamed but read, in bytes. */
const wholeBytes = 64 * 1024;

async function* streamFile(resolve: Resolver, projectPath: string): AsyncIterable<Uint8Array> {
  const file = resolve(projectPath);
  // A stream is set up for what is worth it.
  const found =
    file &&
    withRegularFile(file, projectPath, (fd, { size }) =>
      size > wholeBytes ? 'large' : readBounded(fd, size, 2 * wholeBytes, projectPath),
    );
  if (!file || !found) throw new PromptopsError('not-found', `There is no file "${projectPath}".`);
  if (found !== 'large') return yield found;
  try {
    const handle = await open(file, safeFlags);
    for await (const piece of handle.createReadStream()) yield piece as Uint8Array;
  } catch (error) {
    throw diskError('read', projectPath, error);
  }
}
