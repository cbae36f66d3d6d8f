import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runGit } from './git.ts';

/** One setting of git's configuration that matters to a reader, and where it is set: `system`, `global`, `local` … */
export type GitSetting = { readonly scope: string; readonly key: string; readonly value: string };

/**
 * What a clone's own configuration may set, by the words in it, without starting git. Both true where only git knows:
 * in a linked worktree, a submodule or a bare repository, and where another file is taken in.
 */
export function mayConfigure(repository: string): {
  readonly remotes: boolean;
  readonly filters: boolean;
  readonly sparse: boolean;
} {
  const folder = path.join(repository, '.git');
  try {
    const text = readFileSync(path.join(folder, 'config'), 'utf8');
    if (existsSync(path.join(folder, 'config.worktree')) || /include/i.test(text)) return anything;
    return { remotes: /remote/i.test(text), filters: /filter/i.test(text), sparse: /sparse/i.test(text) };
  } catch {
    return anything;
  }
}

const anything = { remotes: true, filters: true, sparse: true };

/** The remotes, and the filters: programs that git would run on changed files. One short process answers both, if any. */
export async function readGitSettings(repository: string): Promise<readonly GitSetting[]> {
  const { remotes, filters } = mayConfigure(repository);
  if (!remotes && !filters) return [];
  const args = ['config', '-z', '--show-scope', '--get-regexp', '^(remote\\..*\\.url|filter\\..*)$'];
  // Nothing found is exit code 1.
  const listed = await runGit(repository, args).catch(() => '');
  const fields = listed.toString().split('\0');
  return fields.flatMap((scope, index): readonly GitSetting[] => {
    const entry = index % 2 === 0 ? fields[index + 1] : undefined;
    if (entry === undefined) return [];
    const [key = '', ...lines] = entry.split('\n');
    return [{ scope, key, value: lines.join('\n') }];
  });
}

/**
 * Settings that switch off the filters of a clone's own configuration. null: one has a name that no setting can reach,
 * so that nothing may ask git about the worktree.
 */
export function localFiltersOff(settings: readonly GitSetting[]): readonly string[] | null {
  const filters = settings.filter(({ scope, key }) => isLocal(scope) && key.startsWith('filter.'));
  const drivers = [...new Set(filters.map(({ key }) => key.slice(0, key.lastIndexOf('.'))))];
  // `-c` cannot name it: better not to know than to run it.
  if (drivers.some((driver) => driver.includes('='))) return null;
  return drivers.flatMap((driver) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].map((each) => `${driver}.${each}`),
  );
}

const isLocal = (scope: string): boolean => scope === 'local' || scope === 'worktree';
