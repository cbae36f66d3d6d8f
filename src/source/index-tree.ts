import { runGit } from './git.ts';
import { type Holder, kindOf, type Tree, type TreeEntry } from './object-tree.ts';

/** How git marks an entry whose file is not to be in the worktree. */
const leftOut = 'S';

/** The index, read whole in one call, as git does; of a file in conflict, that it is. Or what a sparse checkout left out. */
export async function readIndexTree(repository: string, notCheckedOut = false): Promise<Tree> {
  const listed = await runGit(repository, ['ls-files', '--stage', '-t', '-z']);
  const entries = new Map<string, TreeEntry>();
  for (const row of listed.toString('utf8').split('\0')) {
    const tab = row.indexOf('\t');
    if (tab <= 0) continue;
    const [tag, mode = '', id = '', stage] = row.slice(0, tab).split(' ');
    if (notCheckedOut && tag !== leftOut) continue;
    entries.set(row.slice(tab + 1), { kind: stage === '0' ? kindOf(mode) : 'unmerged', id });
  }
  return {
    holderOf: async (path) => holderOf(entries, path),
    isFolder: async (path) => {
      const start = startOf(path);
      return !entries.has(path) && [...entries.keys()].some((other) => other.startsWith(start));
    },
    readAhead: async () => {},
    async list(folder, isSkipped) {
      const start = startOf(folder);
      return [...entries].flatMap(([path, entry]) =>
        path.startsWith(start) && !path.slice(start.length).split('/').some(isSkipped)
          ? [{ path, entry }]
          : [],
      );
    },
  };
}

const startOf = (folder: string): string => (folder === '' ? '' : `${folder}/`);

function holderOf(entries: ReadonlyMap<string, TreeEntry>, path: string): Holder | null {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end);
    const entry = entries.get(above);
    if (entry) return { path: above, entry };
  }
  return null;
}
