import { posix } from 'node:path';

/** A path as a file of the project names it, seen from the project root; or why it is no path of the project. */
export type Reference =
  | { readonly path: string; readonly problem: null }
  | { readonly path: null; readonly problem: string };

/**
 * Resolves `reference`, written in the file `from`, against the folder of that file. URLs, absolute paths and
 * backslashes are problems; whether a path that climbs leaves the repository only the snapshot knows.
 */
export function resolveReference(from: string, reference: string): Reference {
  const problem = problemOf(reference);
  if (problem) return { path: null, problem };
  return { path: posix.join(posix.dirname(from), reference), problem: null };
}

function problemOf(reference: string): string | null {
  if (reference === '') return 'The path is empty.';
  if (/^[a-z][a-z0-9+.-]+:/i.test(reference) || reference.startsWith('//')) {
    return `"${reference}" is an address, not a file of the repository.`;
  }
  if (reference.startsWith('/') || /^[a-z]:/i.test(reference)) return `"${reference}" is an absolute path.`;
  if (reference.startsWith('~')) return `"${reference}" points into a home folder.`;
  if (reference.includes('\\')) return `"${reference}" has a backslash.`;
  if (reference.includes('\0')) return 'The path has a NUL character.';
  return null;
}

/** `prompts/`, `./prompts` and `prompts` are one folder; `.` is the project root, written `''`. */
export function folderOf(path: string): string {
  const folder = posix.normalize(path.replaceAll('\\', '/')).replace(/\/+$/, '');
  return folder === '.' ? '' : folder;
}

/** Path of a name below a folder. */
export const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
