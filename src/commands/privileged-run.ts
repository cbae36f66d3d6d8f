import { PromptopsError } from '../errors.ts';
import { recordOf } from '../model/shape.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Refuses to look at what a pull request changed where the workflow has the secrets of the repository:
 * `pull_request_target`, and `workflow_run` after a pull request. Such a workflow may post a report.
 */
export function refusePrivilegedRun(env: Env, event: unknown): void {
  const name = env['GITHUB_EVENT_NAME'];
  const run = recordOf(recordOf(event)?.['workflow_run']);
  if (name !== 'pull_request_target' && !(name === 'workflow_run' && run?.['event'] === 'pull_request'))
    return;
  throw new PromptopsError(
    'usage',
    `The event "${name}" runs with the secrets of the repository: it must not look at what a pull request changed.`,
    {
      hint: 'Run on "pull_request", and let a "workflow_run" workflow post the report (command: comment). docs/github-action.md has both.',
    },
  );
}
