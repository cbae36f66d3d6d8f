import type { ReportSource } from '../evals/report.ts';
import { openGit } from './git.ts';
import { localFiltersOff } from './local-filters.ts';
import type { Root } from './root.ts';

const nowhere: ReportSource = { repository: null, head: null, dirty: null, base: null, prefix: '' };

/**
 * Where a report's files come from: name of the repository, commit, whether anything is uncommitted. What git cannot
 * say is null: a report is made outside a repository and without git as well.
 */
export async function readRepository(root: Root): Promise<ReportSource> {
  const { repository } = root;
  if (repository === null) return nowhere;
  const git = await openGit(repository);
  const [name, head, dirty] = await Promise.all([
    git.getRemotes(true).then((remotes) => {
      const remote = remotes.find((each) => each.name === 'origin') ?? remotes[0];
      return remote ? repositoryName(remote.refs.fetch) : null;
    }, unknown),
    git.raw('rev-parse', '--verify', 'HEAD').then((id) => id.trim(), unknown),
    readDirty(repository).catch(unknown),
  ]);
  return { repository: name, head, dirty, base: null, prefix: root.prefix };
}

const unknown = () => null;

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

async function readDirty(repository: string): Promise<boolean | null> {
  const off = await localFiltersOff(repository);
  if (off === null) return null;
  const git = await openGit(repository, off);
  const status = await git.status(['--untracked-files=normal', '--ignore-submodules=all']);
  return !status.isClean();
}
