import { readGithubEvent } from './github-event.ts';

/**
 * What stood on the branch before the push that started this GitHub workflow; null: it was started by something else,
 * or the push made the branch.
 */
export function pushedOnto(env: Readonly<Record<string, string | undefined>>): string | null {
  if (env['GITHUB_EVENT_NAME'] !== 'push') return null;
  const { before } = (readGithubEvent(env) ?? {}) as { readonly before?: unknown };
  const isCommit = typeof before === 'string' && /^[0-9a-f]{40,64}$/.test(before) && !/^0+$/.test(before);
  return isCommit ? before : null;
}
