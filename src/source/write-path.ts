import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { diskError, lookAt, makeFolder, writeAtomically } from './disk.ts';
import { locate, unsafePath } from './project-path.ts';
import { boundaryOf, type Root } from './root.ts';

/**
 * Absolute path of a file that may be written. Throws `unsafe-path` when it would land outside the repository, in
 * git's own folder, behind a link, or where something that is no regular file stands.
 */
export function writablePath(root: Root, projectPath: string): string {
  const top = realpathSync.native(boundaryOf(root));
  const located = locate(root, projectPath);
  if (located === '') throw unsafePath(projectPath, 'is a folder');
  const file = path.join(top, located);
  checkFolder(top, path.dirname(file), projectPath);
  const found = lookAt(file);
  if (found && !found.isFile()) {
    throw unsafePath(
      projectPath,
      found.isSymbolicLink() ? 'is a link, and links are not written through' : 'is not a regular file',
    );
  }
  return file;
}

/** The nearest folder that exists must really lie inside: a link on the way may lead elsewhere. */
function checkFolder(top: string, folder: string, projectPath: string): void {
  let nearest = folder;
  while (!lookAt(nearest)) nearest = path.dirname(nearest);
  const real = realFolder(nearest, projectPath);
  if (real !== top && !real.startsWith(top.endsWith(path.sep) ? top : top + path.sep)) {
    throw unsafePath(projectPath, `would be written outside the repository, to "${real}"`);
  }
  if (
    path
      .relative(top, real)
      .split(path.sep)
      .some((name) => name.toLowerCase() === '.git')
  ) {
    throw unsafePath(projectPath, 'would be written into what belongs to git itself');
  }
}

function realFolder(folder: string, projectPath: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    throw unsafePath(projectPath, 'stands behind a link that leads nowhere');
  }
}

/** Folder of runs, cache and locks; relative to the project root. It ignores itself, whatever the project's `.gitignore` says. */
export const stateFolder = '.promptops';

/** Absolute path below `.promptops/`, whose folder exists afterwards. */
export function statePath(root: Root, ...names: readonly string[]): string {
  const shown = [stateFolder, ...names].join('/');
  const file = writablePath(root, shown);
  const ignore = path.join(root.root, stateFolder, '.gitignore');
  try {
    makeFolder(path.dirname(file));
    // Whole or not at all: an empty one, left by a full disk, would let the folder be committed.
    if (!existsSync(ignore)) writeAtomically(ignore, '*\n', `${stateFolder}/.gitignore`);
  } catch (error) {
    throw diskError('write', shown, error);
  }
  return file;
}

/** Absolute path of a folder of `.promptops/`, which exists afterwards. */
export const stateDirectory = (root: Root, ...names: readonly string[]): string =>
  path.dirname(statePath(root, ...names, '.gitignore'));
