import { type JsonRecord, listOf, recordOf, textOf } from '../model/shape.ts';
import { readGithubEvent } from '../source/github-event.ts';
import type { Context } from './context.ts';

/** The pull or merge request that started this run. */
export type PullRequest = {
  /** Its commits come from another repository, whose owner is not trusted with secrets. */
  readonly isFork: boolean;
  /** Labels that were set with its present commits in view: on GitHub the one whose setting started this run. */
  readonly labels: readonly string[];
  /** Head commit of the branch it goes to; null: nobody says. */
  readonly base: string | null;
};

/** As GitHub's event or GitLab's variables tell of it; null: there is none. One that says not where it comes from is a fork. */
export function pullRequestOf(env: Context['env']): PullRequest | null {
  const project = env['CI_MERGE_REQUEST_PROJECT_ID'];
  if (project !== undefined) {
    return {
      isFork: env['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'] !== project,
      labels: (env['CI_MERGE_REQUEST_LABELS'] ?? '').split(',').filter((label) => label !== ''),
      base: env['CI_MERGE_REQUEST_DIFF_BASE_SHA'] ?? null,
    };
  }
  const event = recordOf(readGithubEvent(env));
  const request = recordOf(event?.['pull_request']);
  if (!event || !request) return null;
  const from = repositoryIn(request['head']);
  return {
    isFork: from === null || from !== repositoryIn(request['base']),
    labels: labelsOf(event, request),
    base: textOf(recordOf(request['base'])?.['sha']),
  };
}

/** A label outlives a push: what was accepted with it is not what stands there now, so an old one says nothing. */
function labelsOf({ action, label }: JsonRecord, { labels }: JsonRecord): readonly string[] {
  const named = action === 'labeled' ? [label] : action === 'opened' ? listOf(labels) : [];
  return named.flatMap((each) => textOf(recordOf(each)?.['name']) ?? []);
}

const repositoryIn = (side: unknown): string | null =>
  textOf(recordOf(recordOf(side)?.['repo'])?.['full_name']);
