import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';

/** Where a project stands. Absolute paths are real: no links in them. */
export type Root = {
  /** Folder of `promptops.yaml`, else the top of the repository, else the working folder. */
  readonly root: string;
  /** Top of the git repository's worktree, or a bare repository itself; null: there is none. */
  readonly repository: string | null;
  /** `root` relative to the repository, with `/`, no slash at its ends; `''` at the top. */
  readonly prefix: string;
};

/** Finds the project upwards from `cwd`, without asking git. A config above the repository is another project's. */
export async function findRoot(cwd: string): Promise<Root> {
  const start = realFolder(cwd);
  const repository = upwards(start, isRepository);
  const config = upwards(start, (folder) => existsSync(path.join(folder, 'promptops.yaml')), repository);
  const root = config ?? repository ?? start;
  return { root, repository, prefix: prefixOf(root, repository) };
}

/** The project whose root is this very folder, whatever stands above it: for scaffolding one. */
export async function rootAt(folder: string): Promise<Root> {
  const root = realFolder(folder);
  const repository = upwards(root, isRepository);
  return { root, repository, prefix: prefixOf(root, repository) };
}

const prefixOf = (root: string, repository: string | null): string =>
  repository === null ? '' : path.relative(repository, root).split(path.sep).join('/');

/** The folder nothing is read or written above: the repository, or the project where there is none. */
export const boundaryOf = (root: Root): string => root.repository ?? root.root;

function realFolder(cwd: string): string {
  const found = statSync(cwd, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new PromptopsError('not-found', `There is no folder "${cwd}".`);
  return realpathSync.native(cwd);
}

function upwards(
  start: string,
  holds: (folder: string) => boolean,
  last: string | null = null,
): string | null {
  let folder = start;
  while (!holds(folder)) {
    const parent = path.dirname(folder);
    if (folder === last || parent === folder) return null;
    folder = parent;
  }
  return folder;
}

/** `.git` is a folder, or in a linked worktree and a submodule a file. A bare repository has git's own files at its top. */
function isRepository(folder: string): boolean {
  if (existsSync(path.join(folder, '.git'))) return true;
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(path.join(folder, name)));
}

/** Whether there are no files beside git's own, so that only refs can be read. */
export const isBare = ({ repository }: Root): boolean =>
  repository !== null && !existsSync(path.join(repository, '.git'));
