import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'the operation is not permitted',
  EMFILE: 'too many files are open',
  EIO: 'the disk failed',
  ENOTDIR: 'a file stands where a folder is needed',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  ENOENT: 'its folder does not exist',
  ENAMETOOLONG: 'its name is too long',
};

/** A refusal of the file system as `disk` (exit 3), naming path and reason. Other errors stay what they are. */
export function diskError(action: 'read' | 'write' | 'lock', file: string, error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof PromptopsError || code === null) return error;
  return new PromptopsError('disk', `Cannot ${action} "${file}": ${reasons[code] ?? code}.`, {
    cause: error,
  });
}

/** `ENOENT` and the like; null when it is no error of the operating system. */
export function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : null;
}

/** A name beside `file` that no other process or call takes. */
export const temporaryName = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file).slice(0, 60)}.${randomBytes(6).toString('hex')}.tmp`);

/**
 * Writes a whole file or nothing: into a temporary file, then renamed over the old one. The folder is made when it is
 * missing. `shown` is the path for messages.
 */
export function writeAtomically(
  file: string,
  content: string | Uint8Array | Iterable<string>,
  shown: string,
): void {
  const temporary = temporaryName(file);
  try {
    makeFolder(path.dirname(file));
    writePieces(
      temporary,
      typeof content === 'string' || content instanceof Uint8Array ? [content] : content,
    );
    renameSync(temporary, file);
  } catch (error) {
    removeQuietly(temporary);
    throw diskError('write', shown, error);
  }
}

function writePieces(file: string, pieces: Iterable<string | Uint8Array>): void {
  const descriptor = openSync(file, 'wx');
  try {
    for (const piece of pieces) writeFileSync(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a folder and those above it. Node calls it missing where the disk is read-only: then the disk is asked itself. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    if (!existsSync(path.dirname(folder))) makeFolder(path.dirname(folder));
    mkdirSync(folder);
  }
}

/** What stands at a path, links not followed; null: nothing. A file on the way to it is nothing as well. */
export function lookAt(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    throw diskError('read', file, error);
  }
}

/** For what is only tidying up: the error that led here matters more. */
export function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The file system that refused the write may refuse this as well.
  }
}
