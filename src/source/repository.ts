import type { ReportSource } from '../evals/report.ts';
import { byCodePoint } from '../model/order.ts';
import { runGit } from './git.ts';
import { type GitSetting, localFiltersOff, mayConfigure, readGitSettings } from './git-settings.ts';
import type { Root } from './root.ts';

const nowhere: ReportSource = { repository: null, head: null, dirty: null, base: null, prefix: '' };

/**
 * Where a report's files come from: name of the repository, commit, whether anything is uncommitted. What git cannot
 * say is null: a report is made outside a repository and without git as well. Never rejects, so that it can be asked
 * first and awaited last; every command waits for it, so it takes one short process, or two at the same time where
 * nothing keeps them apart.
 */
export async function readRepository(root: Root): Promise<ReportSource> {
  const { repository } = root;
  if (repository === null) return nowhere;
  const asked = readGitSettings(repository);
  const off = mayConfigure(repository).filters ? localFiltersOff(await asked) : [];
  const [settings, status] = await Promise.all([asked, readStatus(repository, off)]);
  const { head, dirty } = status ?? { head: await readHead(repository), dirty: null };
  return { repository: remoteName(settings), head, dirty, base: null, prefix: root.prefix };
}

/** The same of one commit, whatever is checked out: the worktree is not asked. */
export async function readRepositoryAt(root: Root, commit: string): Promise<ReportSource> {
  const { repository, prefix } = root;
  if (repository === null) return nowhere;
  return {
    repository: remoteName(await readGitSettings(repository)),
    head: commit,
    dirty: false,
    base: null,
    prefix,
  };
}

type Status = { readonly head: string | null; readonly dirty: boolean };

async function readStatus(repository: string, off: readonly string[] | null): Promise<Status | null> {
  if (off === null) return null;
  const asked = ['--porcelain=v2', '--branch', '-z', '--untracked-files=normal', '--ignore-submodules=all'];
  const settings = off.flatMap((setting) => ['-c', setting]);
  const listed = await runGit(repository, [...settings, 'status', ...asked]).catch(unknown);
  if (listed === null) return null;
  const rows = listed.toString().split('\0').filter(Boolean);
  const head = rows.find((row) => row.startsWith(headRow))?.slice(headRow.length) ?? null;
  return { head: head === '(initial)' ? null : head, dirty: rows.some((row) => !row.startsWith('# ')) };
}

const headRow = '# branch.oid ';

/** Where there is no status: a bare repository, or a filter that must not run. */
const readHead = (repository: string): Promise<string | null> =>
  runGit(repository, ['rev-parse', '--verify', 'HEAD']).then((id) => id.toString().trim(), unknown);

const unknown = () => null;

function remoteName(settings: readonly GitSetting[]): string | null {
  const remotes = settings
    .filter(({ key }) => key.startsWith('remote.'))
    .sort((a, b) => byCodePoint(a.key, b.key));
  const remote = remotes.find(({ key }) => key === 'remote.origin.url') ?? remotes[0];
  return remote ? repositoryName(remote.value) : null;
}

/** `acme/prompts` of a remote's URL, without host and credentials; null for a folder, whose path is nobody's business. */
export function repositoryName(url: string): string | null {
  const remote = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/(.+)$/i.exec(url) ?? /^[^/\\:]{2,}:(?!\/\/)(.+)$/.exec(url);
  const name = remote?.[1]
    ?.replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
  return /^file:/i.test(url) || !name ? null : name;
}
