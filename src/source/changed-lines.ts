import { repositoryOf, runGit } from './git.ts';
import { localFiltersOff, readGitSettings } from './git-settings.ts';
import { isInside, locate, projectPathOf } from './project-path.ts';
import type { Root } from './root.ts';

/** Spans of lines, each `[first, last]`, by path. */
export type ChangedLines = Readonly<Record<string, readonly (readonly [number, number])[]>>;

/** No line number lies beyond: a file that git does not know yet is new from its first line to its last. */
const lastLine = 2 ** 31 - 1;

/**
 * The lines of the worktree that a commit does not have, of some files (from the project's root). Files of which that
 * cannot be told are left out.
 */
export async function readChangedLines(
  root: Root,
  base: string,
  paths: readonly string[],
): Promise<ChangedLines> {
  const repository = repositoryOf(root, base);
  const wanted = paths.filter((path) => isInside(root, path)).map((path) => locate(root, path));
  const off = wanted.length === 0 ? null : localFiltersOff(await readGitSettings(repository));
  if (off === null) return {};
  const [patch, untracked] = await Promise.all([
    runGit(repository, [...off.flatMap((setting) => ['-c', setting]), ...diff, base, '--', ...wanted]),
    runGit(repository, ['ls-files', '--others', '-z', '--', ...wanted]),
  ]);
  const added = listOf(untracked).map((path) => [path, [[1, lastLine] as const]] as const);
  const changed = spansByPath(patch.toString('utf8'));
  return Object.fromEntries(
    [...added, ...changed].map(([path, spans]) => [projectPathOf(root, path), spans]),
  );
}

/** `--raw -z` names the files as they are called, in the order in which the patch has them. */
const diff = [
  'diff',
  '--raw',
  '--patch',
  '-z',
  '--unified=0',
  '--no-color',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=all',
];

const listOf = (out: Buffer): readonly string[] => out.toString('utf8').split('\0').filter(Boolean);

/** In a patch every line of a file has a sign before it: what begins with these words is git's own. */
function spansByPath(out: string) {
  const [raw = '', ...patches] = out.split(/(?:^|\0)diff --git /m);
  const paths = [...raw.matchAll(/:\d+ \d+ [0-9a-f.]+ [0-9a-f.]+ [A-Z]\0([^\0]+)\0/g)].map(
    ([, path = '']) => path,
  );
  return patches.flatMap((patch, index) => {
    const spans = [...patch.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].flatMap(
      ([, from = '', count = '1']) =>
        Number(count) === 0 ? [] : [[Number(from), Number(from) + Number(count) - 1] as const],
    );
    const path = paths[index];
    return path === undefined || spans.length === 0 ? [] : [[path, spans] as const];
  });
}
