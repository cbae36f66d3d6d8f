import { createHash } from 'node:crypto';
import { readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Resolver, withRegularFile } from './regular-file.ts';
import type { Root } from './root.ts';

type Known = { readonly stamp: string; readonly id: string };

/** Ids by root and real path. A file whose stamp is the same has the same content, as git's index assumes too. */
const knownIds = new WeakMap<Root, Map<string, Known>>();

/** A file changed this recently may change again within the same time stamp: it is hashed anew. */
const racyMs = 2_000;

/** Git's id of a file of the worktree as it stands, line ends included; null when it is missing. */
export function identifyFile(root: Root, resolve: Resolver, projectPath: string): string | null {
  const file = resolve(projectPath);
  const found = file === null ? undefined : statSync(file, { bigint: true, throwIfNoEntry: false });
  if (file === null || !found) return null;
  const known = knownIds.get(root) ?? new Map<string, Known>();
  knownIds.set(root, known);
  const stamp = [found.mtimeNs, found.ctimeNs, found.size, found.ino].join(' ');
  const hit = known.get(file);
  if (hit?.stamp === stamp) return hit.id;
  const algorithm = objectFormat(root);
  const id = withRegularFile(file, projectPath, (descriptor, size) => hashBlob(descriptor, size, algorithm));
  const settled = Date.now() - Number(found.mtimeMs) > racyMs;
  if (id !== null && settled) known.set(file, { stamp, id });
  return id;
}

/** Git's id of a file with this content. */
export const blobIdOf = (root: Root, bytes: Uint8Array): string =>
  createHash(objectFormat(root)).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

function hashBlob(descriptor: number, size: number, algorithm: string): string {
  const hash = createHash(algorithm).update(`blob ${size}\0`);
  const piece = Buffer.alloc(Math.min(size, 1 << 20) || 1);
  for (;;) {
    const count = readSync(descriptor, piece, 0, piece.length, null);
    if (count === 0) return hash.digest('hex');
    hash.update(piece.subarray(0, count));
  }
}

const formats = new WeakMap<Root, string>();

/** The hash of the repository's object ids, from its config file: no git process for it. */
function objectFormat(root: Root): string {
  let format = formats.get(root);
  if (format === undefined) {
    format =
      root.repository !== null && /^\s*objectformat\s*=\s*sha256\s*$/im.test(readGitConfig(root.repository))
        ? 'sha256'
        : 'sha1';
    formats.set(root, format);
  }
  return format;
}

function readGitConfig(repository: string): string {
  const dotGit = path.join(repository, '.git');
  const linked = /^gitdir:\s*(.+?)\s*$/m.exec(readText(dotGit))?.[1];
  const folder = linked === undefined ? dotGit : path.resolve(repository, linked);
  const common = path.resolve(folder, readText(path.join(folder, 'commondir')).trim() || '.');
  return readText(path.join(common, 'config')) || readText(path.join(repository, 'config'));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
