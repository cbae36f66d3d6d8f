import path from 'node:path';
import { isGitFolder, unsafePath } from './project-path.ts';

/** One entry of a commit or of the index that is no folder. */
export type TreeEntry = {
  readonly kind: 'file' | 'link' | 'submodule' | 'unmerged';
  readonly id: string;
};

/** What stands at a path or above it: a file, or the link or submodule the path goes through. */
export type Holder = { readonly path: string; readonly entry: TreeEntry };

/** The entries of a commit or of the index, by their paths from the top of the repository. */
export type Tree = {
  /** null: nothing, or a folder. */
  holderOf(path: string): Promise<Holder | null>;
  isFolder(path: string): Promise<boolean>;
  /** Reads some folders in one go, of which entries will be asked for. */
  readAhead(folders: ReadonlySet<string>): Promise<void>;
  /** Everything below a folder (`''`: the top) that is no folder, but not below folders of a name to be skipped. */
  list(folder: string, isSkipped: (name: string) => boolean): Promise<readonly Holder[]>;
};

export const kindOf = (mode: string): TreeEntry['kind'] =>
  mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file';

/** Links are followed inside the tree only, and not in circles. */
const maxHops = 40;

/**
 * Follows the links on the way to a path, as the worktree does. Returns the path that is meant, which may be a file, a
 * folder or nothing. Throws `unsafe-path` for a link out of the repository and for what lies in a submodule.
 */
export async function followLinks(
  tree: Tree,
  located: string,
  projectPath: string,
  readLink: (id: string) => Promise<string>,
): Promise<string> {
  let current = located;
  for (let hop = 0; hop < maxHops; hop += 1) {
    const held = await tree.holderOf(current);
    if (held === null || held.entry.kind === 'file' || held.entry.kind === 'unmerged') return current;
    if (held.entry.kind === 'submodule') {
      throw unsafePath(
        projectPath,
        `is in the submodule "${held.path}", whose files are not in this repository`,
      );
    }
    const target = await readLink(held.entry.id);
    const next = path.posix.normalize(
      path.posix.join(path.posix.dirname(held.path), target, current.slice(held.path.length)),
    );
    if (target.startsWith('/') || next === '..' || next.startsWith('../') || isGitFolder(next)) {
      throw unsafePath(projectPath, `is a link out of the repository, to "${target}"`);
    }
    current = next.replace(/\/$/, '');
  }
  throw unsafePath(projectPath, 'is a link that leads in a circle');
}
