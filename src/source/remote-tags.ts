import { PromptopsError } from '../errors.ts';
import { didYouMean } from '../model/suggest.ts';
import { openGit, runGit } from './git.ts';

/**
 * What only a remote needs: how to reach it, and who asks. Reading a project never has it; this is what the user would
 * have with `git push`, their own configuration included.
 */
const passed =
  /^(SSH_AUTH_SOCK|SSH_AGENT_PID|SSH_ASKPASS|GIT_SSH|GIT_SSH_COMMAND|GIT_ASKPASS|GIT_CONFIG_COUNT|GIT_CONFIG_(KEY|VALUE)_\d+|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|GIT_SSL_CAINFO)$/i;

function remoteEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && passed.test(name) ? [[name, value] as const] : [],
  );
  // Not `ext`, which is a program in a URL.
  return { ...Object.fromEntries(kept), GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh' };
}

/** Throws `usage` when the clone has no remote of that name: only a name reaches git, never a URL or an option. */
export async function requireRemote(repository: string, remote: string): Promise<void> {
  const git = await openGit(repository);
  const names = (await git.raw('remote')).split('\n').filter((name) => name !== '');
  if (names.includes(remote) && !remote.startsWith('-')) return;
  throw new PromptopsError('usage', `This clone has no remote "${remote}".`, {
    hint: didYouMean(remote, names) ?? `Add it with "git remote add ${remote} <url>", or name another.`,
  });
}

/** Ids of the tag objects of a bundle on a remote, by tag. */
export async function listRemoteTags(
  repository: string,
  remote: string,
  bundle: string,
): Promise<ReadonlyMap<string, string>> {
  const env = remoteEnvironment();
  const listed = await runGit(repository, ['ls-remote', '--tags', remote], { env }).catch(
    (error: unknown) => {
      throw unreachable('read', remote, error);
    },
  );
  const rows = listed.toString('utf8').split('\n');
  const tags = rows.flatMap((row): (readonly [string, string])[] => {
    const [object = '', ref = ''] = row.split('\t');
    const tag = ref.slice('refs/tags/'.length);
    return tag.startsWith(`${bundle}@`) && !tag.endsWith('^{}') ? [[tag, object]] : [];
  });
  return new Map(tags);
}

/** Which of these objects this clone does not have. */
export async function missingHere(
  repository: string,
  objects: readonly string[],
): Promise<readonly string[]> {
  if (objects.length === 0) return [];
  const asked = await runGit(repository, ['cat-file', '--batch-check'], { input: `${objects.join('\n')}\n` });
  return asked
    .toString()
    .split('\n')
    .flatMap((row) => (row.endsWith(' missing') ? [row.slice(0, -' missing'.length)] : []));
}

/** Pushes one tag and what it stands on. A remote that has another tag of this name refuses it. */
export async function pushTag(
  repository: string,
  remote: string,
  tag: string,
  object: string,
): Promise<void> {
  const refspec = `${object}:refs/tags/${tag}`;
  const args = ['push', '--quiet', '--no-verify', '--no-follow-tags', '--no-signed', remote, refspec];
  await runGit(repository, args, { env: remoteEnvironment() }).catch((error: unknown) => {
    throw unreachable('push', remote, error);
  });
}

/** What git said, without the user and password a URL may hold. */
function unreachable(what: 'read' | 'push', remote: string, error: unknown): PromptopsError {
  const cause = error instanceof PromptopsError ? error.cause : error;
  const said = cause instanceof Error ? cause.message : String(cause);
  const lines = said
    .replace(/([a-z]+:\/\/)[^/@\s]+@/gi, '$1')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const action = what === 'read' ? 'The tags of the remote' : 'The tag could not be pushed to the remote';
  return new PromptopsError(
    'target',
    what === 'read' ? `${action} "${remote}" cannot be read.` : `${action} "${remote}".`,
    { details: lines.slice(0, 10), hint: 'Run the command again: it goes on where it stopped.' },
  );
}
