import { PromptopsError } from '../errors.ts';
import { type Github, openGithub } from '../providers/github-api.ts';
import { findPullRequest } from '../providers/github-comments.ts';
import { composeComment } from '../report/comment/compose-comment.ts';
import { type Marker, tagPattern, writeMarker } from '../report/comment/marker.ts';
import type { Mode } from '../report/comment/plan-comment.ts';
import { hasNews, isFailure, type PostedReport, postedKinds } from '../report/comment/saved-report.ts';
import { readGithubEvent } from '../source/github-event.ts';
import { tool } from '../version.ts';
import { type Posted, postComment } from './comment-post.ts';
import type { Command, Context } from './context.ts';
import { type GithubRun, githubRun, repositoryOf } from './github-run.ts';
import type { ReportHead } from './report-head.ts';
import { readSavedReport } from './saved-report.ts';

export type CommentOptions = {
  /** File of a saved report; absent: piped in. */
  readonly report?: string;
  readonly pr?: number;
  readonly repo?: string;
  readonly mode?: Mode | 'off';
  readonly when?: 'always' | 'changes' | 'failures';
  readonly tag?: string;
  /** Seconds for everything that is asked of GitHub; 60 when absent. */
  readonly timeout?: number;
  readonly dryRun?: boolean;
};

export type CommentReport = ReportHead<'comment', Posted['verdict'] | 'dry-run'> & {
  /** Kind of the report that is posted. */
  readonly of: PostedReport['kind'];
  readonly repository: string | null;
  readonly pullRequest: number | null;
  readonly tag: string;
  /** Address of the comment that stands; null: there is none. */
  readonly url: string | null;
  /** Why nothing was written; null: something was. */
  readonly reason: string | null;
  /** What the comment says, as markdown, with the marker nobody sees. */
  readonly body: string;
};

/**
 * Posts a saved report to a pull request. It says nothing of the change itself: its exit code is 0 wherever the
 * conversation is as it should be, 3 where GitHub could not be brought to it.
 */
export const commentCommand: Command<CommentOptions, CommentReport> = async (options, context) => {
  const report = await readSavedReport(context.cwd, options.report ?? null, postedKinds);
  // Held against its schema just now.
  return commentOn(report as PostedReport, options, context);
};

/** The same for a report that was made in this process. */
export async function commentOn(
  report: PostedReport,
  options: Omit<CommentOptions, 'report'>,
  context: Context,
): Promise<CommentReport> {
  const run = githubRun(context.env, readGithubEvent(context.env));
  const head = run.head ?? report.source.head;
  const marker: Marker = { tag: tagOf(options.tag, report), head, at: run.at ?? context.now().toISOString() };
  const text = await composeComment(report, { head, runUrl: run.url });
  const repository = namedRepository(options.repo) ?? run.repository;
  const known = {
    kind: 'comment' as const,
    schemaVersion: 1 as const,
    tool,
    exitCode: 0 as const,
    source: report.source,
    of: report.kind,
    repository,
    pullRequest: options.pr ?? run.pullRequest,
    tag: marker.tag,
    body: `${writeMarker(marker)}${text}`,
  };
  const skipped = (verdict: 'skipped' | 'dry-run', reason: string): CommentReport => ({
    ...known,
    verdict,
    url: null,
    reason,
  });
  if (options.dryRun) return skipped('dry-run', 'Nothing was asked to be posted.');
  const { mode = 'update' } = options;
  if (mode === 'off') return skipped('skipped', 'Comments are off.');
  const github = openGithub({
    env: context.env,
    token: tokenIn(context.env),
    timeoutMs: (options.timeout ?? 60) * 1000,
    signal: context.signal,
  });
  try {
    const place = await placeOf(github, { ...known, run });
    if (place === null)
      return skipped('skipped', 'The run was for no pull request that is open as it was then.');
    const wanted = isWanted(report, options.when ?? 'always');
    return { ...known, ...place, ...(await postComment(github, { ...place, marker, text, mode, wanted })) };
  } finally {
    await github.close();
  }
}

function isWanted(report: PostedReport, when: NonNullable<CommentOptions['when']>): boolean {
  switch (when) {
    case 'always':
      return true;
    case 'changes':
      return hasNews(report);
    case 'failures':
      return isFailure(report);
  }
}

/** The kind of report, and the folder of the project where the repository holds several. */
function tagOf(named: string | undefined, { kind, source }: PostedReport): string {
  if (named === undefined) {
    const folder = (source.prefix ?? '').replace(/[^\w.-]+/g, '-').replace(/^-|-$/g, '');
    return [kind, ...(folder === '' ? [] : [folder])].join('-').slice(0, 60);
  }
  if (tagPattern.test(named)) return named;
  throw new PromptopsError('usage', `"--tag ${named}" is no tag.`, {
    hint: 'At most 60 letters, digits, ".", "_" and "-".',
  });
}

function namedRepository(named: string | undefined): string | null {
  if (named === undefined) return null;
  const repository = repositoryOf(named);
  if (repository !== null) return repository;
  throw new PromptopsError('usage', `"--repo ${named}" is no repository.`, {
    hint: 'Write it as owner/name.',
  });
}

function tokenIn(env: Context['env']): string {
  const token = env['GITHUB_TOKEN'];
  // A header takes visible ASCII alone.
  if (token && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new PromptopsError(
    'missing-key',
    `GITHUB_TOKEN ${token ? 'is no token' : 'is not set'}: nobody may post.`,
    {
      hint: 'In a workflow, hand it on under "env". "--dry-run" shows the comment without one.',
    },
  );
}

type Place = { readonly repository: string; readonly pullRequest: number };

/** Where to post; null: a run for no pull request, or for one that has moved on. Throws `usage` where nothing says. */
async function placeOf(
  github: Github,
  { repository, pullRequest, run }: Pick<CommentReport, 'repository' | 'pullRequest'> & { run: GithubRun },
): Promise<Place | null> {
  if (repository === null) {
    throw new PromptopsError('usage', 'No repository to post to.', { hint: 'Name it: --repo owner/name' });
  }
  if (pullRequest !== null) return { repository, pullRequest };
  if (run.origin !== null) {
    const found = await findPullRequest(github, repository, run.origin);
    return found === null ? null : { repository, pullRequest: found };
  }
  if (run.url !== null && run.pullRequest === null) return null;
  throw new PromptopsError('usage', 'No pull request to post to.', { hint: 'Name it: --pr <number>' });
}
