import { openGit } from './git.ts';

/**
 * Settings that switch off the filters of a clone's own configuration: programs that git would run on changed files.
 * null: one has a name that no setting can reach, so that nothing may ask git about the worktree.
 */
export async function localFiltersOff(repository: string): Promise<readonly string[] | null> {
  const git = await openGit(repository);
  const listed = await git
    .raw('config', '-z', '--show-scope', '--name-only', '--get-regexp', '^filter\\.')
    .catch(() => '');
  const names = listed
    .split('\0')
    .filter((name, index, all) => name.startsWith('filter.') && isLocal(all[index - 1]));
  const drivers = [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))))];
  // `-c` cannot name it: better not to know than to run it.
  if (drivers.some((driver) => /[=\n]/.test(driver))) return null;
  return drivers.flatMap((driver) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].map((each) => `${driver}.${each}`),
  );
}

const isLocal = (scope: string | undefined): boolean => scope === 'local' || scope === 'worktree';
