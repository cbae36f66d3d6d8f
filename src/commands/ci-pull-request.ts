import { listOf, recordOf, textOf } from '../model/shape.ts';
import { readGithubEvent } from '../source/github-event.ts';
import type { Context } from './context.ts';

/** The pull or merge request that started this run. */
export type PullRequest = {
  /** Its commits come from another repository, whose owner is not trusted with secrets. */
  readonly isFork: boolean;
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
  const request = recordOf(recordOf(readGithubEvent(env))?.['pull_request']);
  if (!request) return null;
  const from = repositoryIn(request['head']);
  return {
    isFork: from === null || from !== repositoryIn(request['base']),
    labels: listOf(request['labels']).flatMap((label) => textOf(recordOf(label)?.['name']) ?? []),
    base: textOf(recordOf(request['base'])?.['sha']),
  };
}

const repositoryIn = (side: unknown): string | null =>
  textOf(recordOf(recordOf(side)?.['repo'])?.['full_name']);
