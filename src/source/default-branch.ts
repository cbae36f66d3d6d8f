import { PromptopsError } from '../errors.ts';
import { runGit } from './git.ts';
import { fetchOf, resolveRef } from './ref.ts';
import type { Root } from './root.ts';

/** A branch or other ref, here and on the remote: its commits, under the name people know them by. */
export type Tips = { readonly name: string; readonly commits: readonly string[] };

/** A name somebody gave the default branch, and who did: a config, a pull request. */
export type NamedBranch = { readonly name: string; readonly by: string };

/**
 * The branch that others start from: the one that was named, else the remote's HEAD, `main`, `master`. Its tips are the
 * branch here and the one of the remote, as far as they exist. Throws `bad-ref` when there is none.
 */
export async function findDefaultBranch(
  root: Root,
  repository: string,
  named: NamedBranch | null,
): Promise<Tips> {
  if (named !== null) return (await branchTips(repository, [named.name])) ?? resolveNamed(root, named);
  const remote = await remoteHead(repository);
  const found = await branchTips(repository, [...(remote === null ? [] : [remote]), 'main', 'master']);
  if (found !== null) return found;
  const others = await runGit(repository, ['for-each-ref', '--count=1', remotes]);
  const fetch = others.length > 0 ? ` A clone of one branch lacks the others: ${fetchOf('<branch>')}` : '';
  throw new PromptopsError('bad-ref', 'There is no default branch to compare with: no "main", no "master".', {
    hint: `Name what to compare with, such as "HEAD~1", or set "base: <branch>" in promptops.yaml.${fetch}`,
  });
}

const heads = 'refs/heads/';
const remotes = 'refs/remotes/origin/';

/** The branch the remote calls its own, as the clone remembers it. */
async function remoteHead(repository: string): Promise<string | null> {
  const said = await runGit(repository, ['symbolic-ref', '--quiet', `${remotes}HEAD`]).catch(() => '');
  const ref = said.toString().trim();
  return ref.startsWith(remotes) ? ref.slice(remotes.length) : null;
}

/** Commits of the first of these branches that exists. */
async function branchTips(repository: string, names: readonly string[]): Promise<Tips | null> {
  const asked = names.flatMap((name) => [heads + name, remotes + name]);
  const listed = await runGit(repository, [
    'for-each-ref',
    '--format=%(objecttype) %(objectname) %(refname)',
    ...asked,
  ]);
  const found = new Map(
    listed
      .toString()
      .split('\n')
      .map((row) => row.split(' '))
      .flatMap(([type, id, ref]) => (type === 'commit' && id && ref ? [[ref, id] as const] : [])),
  );
  for (const name of names) {
    const commits = [heads + name, remotes + name].flatMap((ref) => found.get(ref) ?? []);
    if (commits.length > 0) return { name, commits: [...new Set(commits)] };
  }
  return null;
}

/** A config may name a tag, a commit or another remote's branch. */
async function resolveNamed(root: Root, { name, by }: NamedBranch): Promise<Tips> {
  try {
    return { name, commits: [await resolveRef(root, name)] };
  } catch (error) {
    if (!(error instanceof PromptopsError) || error.code !== 'bad-ref') throw error;
    const { message, hint } = error;
    throw new PromptopsError('bad-ref', `${message} ${by} names it as what to compare with.`, {
      ...(hint === null ? {} : { hint }),
      cause: error,
    });
  }
}
