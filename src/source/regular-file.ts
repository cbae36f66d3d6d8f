import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import { codeOf, diskError, lookAt } from './disk.ts';
import { isGitFolder, locate, unsafePath } from './project-path.ts';
import { boundaryOf, type Root } from './root.ts';

/** Turns project paths into real ones. Throws `unsafe-path` for a link that leaves the repository; null: nothing is there. */
export type Resolver = (projectPath: string) => string | null;

/** A resolver that asks for each folder once, so that thousands of files cost little more than themselves. */
export function createResolver(root: Root): Resolver {
  const top = realpathSync.native(boundaryOf(root));
  const folders = new Map<string, string>();
  const realFolder = (folder: string): string | null => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const real = realPath(path.join(top, folder));
    // A folder that is missing now may be made later, by a recording for instance.
    if (real !== null) folders.set(folder, real);
    return real;
  };
  return (projectPath) => {
    const located = locate(root, projectPath);
    if (located === '') return top;
    const folder = realFolder(path.dirname(located));
    if (folder === null) return null;
    const real = followLink(path.join(folder, path.basename(located)), projectPath);
    if (real !== null) checkInside(top, real, projectPath);
    return real;
  };
}

function checkInside(top: string, real: string, projectPath: string): void {
  const below = top.endsWith(path.sep) ? top : top + path.sep;
  const inside = real.startsWith(below) ? real.slice(below.length) : path.relative(top, real);
  if (inside.startsWith('..') && /^\.\.([\\/]|$)/.test(inside)) {
    throw unsafePath(projectPath, `leads out of the repository, to "${real}"`);
  }
  if (path.isAbsolute(inside)) throw unsafePath(projectPath, 'leads to another drive');
  if (isGitFolder(inside.replaceAll(path.sep, '/')))
    throw unsafePath(projectPath, 'leads to what belongs to git itself');
}

function followLink(file: string, projectPath: string): string | null {
  const found = lookAt(file);
  if (!found?.isSymbolicLink()) return found ? file : null;
  const real = realPath(file);
  if (real === null) throw unsafePath(projectPath, 'is a link that leads to no file');
  return real;
}

function realPath(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '')) return null;
    throw diskError('read', file, error);
  }
}

/** Without it, opening a FIFO waits for a writer, and a link put there since it was checked would be followed. */
export const safeFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a resolved path and hands its descriptor to `use`. Refuses everything but a regular file; null: it is gone. */
export function withRegularFile<Result>(
  file: string,
  projectPath: string,
  use: (descriptor: number, found: Stats) => Result,
): Result | null {
  const descriptor = open(file, projectPath);
  if (descriptor === null) return null;
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw unsafePath(projectPath, 'is not a regular file');
    return use(descriptor, found);
  } catch (error) {
    throw diskError('read', projectPath, error);
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string, projectPath: string): number | null {
  try {
    // A device does things when it is opened: it is looked at first.
    const found = lookAt(file);
    if (!found) return null;
    if (!found.isFile())
      throw unsafePath(projectPath, `is ${found.isDirectory() ? 'a folder' : 'not a regular file'}`);
    return openSync(file, safeFlags);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'ELOOP' || code === 'ENXIO') throw unsafePath(projectPath, 'is not a regular file');
    throw diskError('read', projectPath, error);
  }
}

/** All bytes of an open file, at most `maxBytes`, even if it grows meanwhile. */
export function readBounded(
  descriptor: number,
  size: number,
  maxBytes: number,
  projectPath: string,
): Uint8Array {
  if (size > maxBytes) throw tooLarge(projectPath, maxBytes);
  let bytes = Buffer.allocUnsafe(size + 1);
  let filled = 0;
  for (;;) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    if (count === 0) return bytes.subarray(0, filled);
    filled += count;
    if (filled > maxBytes) throw tooLarge(projectPath, maxBytes);
    // All that there was came with room to spare: the system need not be asked whether there is more.
    if (filled === size) return bytes.subarray(0, filled);
    if (filled === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length)]);
  }
}

export const tooLarge = (projectPath: string, maxBytes: number): PromptopsError =>
  new PromptopsError('too-large', `"${projectPath}" is larger than ${maxBytes} bytes.`, {
    hint: 'Split it, or raise files.maxBytes in promptops.yaml.',
  });
