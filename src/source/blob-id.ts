import { createHash, hash } from 'node:crypto';
import { readFileSync, readSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { type Resolver, readBounded, withRegularFile } from './regular-file.ts';
import type { Root } from './root.ts';

type Known = { readonly stamp: string; readonly id: string };

/** Ids by root and real path. A file whose stamp is the same has the same content, as git's index assumes too. */
const knownIds = new WeakMap<Root, Map<string, Known>>();

/** A file changed this recently may change again within the same time stamp: it is hashed anew. */
const racyMs = 2_000;

/** Git's id of a file of the worktree as it stands, line ends included; null when it is missing. */
export function identifyFile(root: Root, resolve: Resolver, projectPath: string): string | null {
  const file = resolve(projectPath);
  if (file === null) return null;
  const known = knownIds.get(root) ?? new Map<string, Known>();
  knownIds.set(root, known);
  const hit = known.get(file);
  const now = hit && statSync(file, { throwIfNoEntry: false });
  if (now && hit.stamp === stampOf(now)) return hit.id;
  return withRegularFile(file, projectPath, (descriptor, found) => {
    const { size } = found;
    const id =
      size <= wholeBytes
        ? blobIdOf(root, readBounded(descriptor, size, Number.POSITIVE_INFINITY, projectPath))
        : hashPieces(descriptor, size, objectFormat(root));
    if (Date.now() - found.mtimeMs > racyMs) known.set(file, { stamp: stampOf(found), id });
    return id;
  });
}

const stampOf = ({ mtimeMs, ctimeMs, size, ino }: Stats): string => [mtimeMs, ctimeMs, size, ino].join(' ');

/** Git's id of a file with this content. */
export const blobIdOf = (root: Root, bytes: Uint8Array): string =>
  hash(objectFormat(root), Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));

/** Files up to this size are read and hashed in one go, in bytes. */
const wholeBytes = 64 * 1024;

function hashPieces(descriptor: number, size: number, algorithm: string): string {
  const made = createHash(algorithm).update(`blob ${size}\0`);
  const piece = Buffer.allocUnsafe(1 << 20);
  for (;;) {
    const count = readSync(descriptor, piece, 0, piece.length, null);
    if (count === 0) return made.digest('hex');
    made.update(piece.subarray(0, count));
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
