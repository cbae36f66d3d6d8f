import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import type { Root } from './root.ts';

/**
 * A project path (relative to the root, with `/`) as a path from the boundary: the top of the repository, or the root
 * where there is none. Throws `unsafe-path` for what leaves it or reaches into git's own folder.
 */
export function locate(root: Root, projectPath: string): string {
  if (projectPath.includes('\0')) throw unsafePath(projectPath, 'has a NUL in its name');
  const foreign = path.sep === '\\' && (projectPath.includes('\\') || /^[a-z]:/i.test(projectPath));
  if (foreign || projectPath.startsWith('/'))
    throw unsafePath(projectPath, 'must be relative and written with "/"');
  const located = path.posix.normalize(`${root.prefix}/./${projectPath}`.replace(/^\//, ''));
  const trimmed = located === '.' || located === './' ? '' : located.replace(/\/$/, '');
  if (trimmed === '..' || trimmed.startsWith('../'))
    throw unsafePath(projectPath, `is outside the ${place(root)}`);
  if (isGitFolder(trimmed)) throw unsafePath(projectPath, 'belongs to git itself');
  return trimmed;
}

/** Whether a path of the project stays inside the repository. */
export function isInside(root: Root, projectPath: string): boolean {
  try {
    return locate(root, projectPath) !== '';
  } catch {
    return false;
  }
}

/** The way back: from the boundary to relative to the project root. */
export function projectPathOf(root: Root, located: string): string {
  return root.prefix === '' ? located : path.posix.relative(`/${root.prefix}`, `/${located}`);
}

/** True for `.git` and what is below it, in any spelling a file system takes for it. */
export const isGitFolder = (located: string): boolean => /(^|\/)\.git(\/|$)/i.test(located);

export function unsafePath(projectPath: string, problem: string): PromptopsError {
  return new PromptopsError('unsafe-path', `"${projectPath}" ${problem}.`, {
    hint: 'Name a regular file inside the repository.',
  });
}

const place = (root: Root): string => (root.repository === null ? 'project' : 'repository');
