import { PromptopsError } from '../errors.ts';
import { recordOf } from '../model/shape.ts';
import { headOf } from '../source/commit.ts';
import { repositoryOf } from '../source/git.ts';
import { readGithubEvent } from '../source/github-event.ts';
import type { Root } from '../source/root.ts';
import { pullRequestOf } from './ci-pull-request.ts';
import type { Context } from './context.ts';

/**
 * Two events run with the secrets of the repository although a pull request caused them: `pull_request_target`, and
 * `workflow_run` after a `pull_request`. There nothing but the base branch may be what is checked out.
 */
export async function refuseStrangers(root: Root, env: Context['env']): Promise<void> {
  const name = env['GITHUB_EVENT_NAME'];
  if (name !== 'pull_request_target' && !(name === 'workflow_run' && isAfterPullRequest(env))) return;
  const head = await headOf(repositoryOf(root, null));
  if (head !== null && head === (env['GITHUB_SHA'] ?? pullRequestOf(env)?.base)) return;
  throw new PromptopsError(
    'usage',
    `The event "${name}" runs with secrets, and what is checked out is not the base branch.`,
    {
      hint: 'Run on "pull_request", which needs no secret, and let "workflow_run" post the report: docs/github-action.md has both.',
    },
  );
}

const isAfterPullRequest = (env: Context['env']): boolean =>
  recordOf(recordOf(readGithubEvent(env))?.['workflow_run'])?.['event'] === 'pull_request';
