import path from 'node:path';
import { runGit } from './git.ts';
import { isGitFolder, unsafePath } from './project-path.ts';

/** One entry of a commit or of the index, by its path from the top of the repository. */
export type TreeEntry = {
  readonly kind: 'file' | 'link' | 'submodule' | 'unmerged';
  readonly id: string;
};

export type Tree = ReadonlyMap<string, TreeEntry>;

/** Every entry of a commit, in one call. */
export async function readCommitTree(repository: string, commit: string): Promise<Tree> {
  const listed = await runGit(repository, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  return parseEntries(listed, ([mode = '', , id = '']) => ({ kind: kindOf(mode), id }));
}

/** Every entry of the index; of a file in conflict, that it is. */
export async function readIndexTree(repository: string): Promise<Tree> {
  const listed = await runGit(repository, ['ls-files', '--stage', '-z']);
  return parseEntries(listed, ([mode = '', id = '', stage]) => ({
    kind: stage === '0' ? kindOf(mode) : 'unmerged',
    id,
  }));
}

function parseEntries(listed: Buffer, entryOf: (fields: readonly string[]) => TreeEntry): Tree {
  const entries = new Map<string, TreeEntry>();
  for (const row of listed.toString('utf8').split('\0')) {
    const tab = row.indexOf('\t');
    if (tab > 0) entries.set(row.slice(tab + 1), entryOf(row.slice(0, tab).split(' ')));
  }
  return entries;
}

const kindOf = (mode: string): TreeEntry['kind'] =>
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
    const held = holderOf(tree, current);
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

/** The entry at a path or above it: a file, or the link or submodule the path goes through. */
function holderOf(tree: Tree, located: string): { readonly path: string; readonly entry: TreeEntry } | null {
  for (let end = located.length; end > 0; end = located.lastIndexOf('/', end - 1)) {
    const above = located.slice(0, end);
    const entry = tree.get(above);
    if (entry) return { path: above, entry };
  }
  return null;
}
