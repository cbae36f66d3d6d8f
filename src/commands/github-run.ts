import { numberOf, recordOf, textOf } from '../model/shape.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a GitHub workflow was started for, as its environment and event say. Everything is null outside of one. */
export type GithubRun = {
  /** `owner/name`. */
  readonly repository: string | null;
  /** Of the pull request; null: it is none, or `origin` finds it. */
  readonly pullRequest: number | null;
  /** Of a `workflow_run` for a pull request: where that comes from. */
  readonly origin: { readonly owner: string; readonly branch: string; readonly commit: string } | null;
  /** The pull request comes from another repository, and its workflow may only read. */
  readonly isFork: boolean;
  /** Commit that was pushed, not the merge that was checked out. */
  readonly head: string | null;
  /** When what started it happened, as GitHub says: a repeated run has the time of the first. */
  readonly at: string | null;
  /** Page of the run that made the report. */
  readonly url: string | null;
};

/** Reads `GITHUB_*` and the event. Nothing of it can be chosen by what a pull request changes, but the branch's name. */
export function githubRun(env: Env, event: unknown): GithubRun {
  const repository = repositoryOf(env['GITHUB_REPOSITORY']);
  const facts = env['GITHUB_EVENT_NAME'] === 'workflow_run' ? ofRun(event) : ofPullRequest(event, env);
  return { repository, url: urlOf(env, repository), ...facts };
}

/** `owner/name`, and nothing that could lead elsewhere in an address. */
export const repositoryOf = (text: string | undefined): string | null =>
  /^[\w-][\w.-]*\/[\w.-]+$/.test(text ?? '') && !/\/\.{1,2}$/.test(text ?? '') ? (text ?? null) : null;

type Facts = Pick<GithubRun, 'pullRequest' | 'origin' | 'isFork' | 'head' | 'at'>;

function ofPullRequest(event: unknown, env: Env): Facts {
  const request = recordOf(recordOf(event)?.['pull_request']);
  const named = /^refs\/pull\/(\d+)\//.exec(env['GITHUB_REF'] ?? '')?.[1];
  return {
    pullRequest: numberOf(request?.['number']) ?? (named === undefined ? null : Number(named)),
    origin: null,
    isFork: request !== null && nameOf(request['head']) !== nameOf(request['base']),
    head: commitOf(recordOf(request?.['head'])?.['sha']),
    at: timeOf(request?.['updated_at']),
  };
}

/** GitHub names no pull request for runs of forks: who asks it by branch and commit finds those and all others. */
function ofRun(event: unknown): Partial<GithubRun> & Facts {
  const run = recordOf(recordOf(event)?.['workflow_run']);
  const owner = textOf(recordOf(recordOf(run?.['head_repository'])?.['owner'])?.['login']);
  const branch = textOf(run?.['head_branch']);
  const commit = commitOf(run?.['head_sha']);
  const isForOne = run?.['event'] === 'pull_request' && owner !== null && branch !== null && commit !== null;
  const url = textOf(run?.['html_url']);
  return {
    pullRequest: null,
    origin: isForOne ? { owner, branch, commit } : null,
    isFork: false,
    head: commit,
    at: timeOf(run?.['created_at']),
    ...(url !== null && isPlain(url) ? { url } : {}),
  };
}

/** Of the repository a side of a pull request is in; null where it was deleted. */
const nameOf = (side: unknown): string | null =>
  textOf(recordOf(recordOf(recordOf(side)?.['repo']))?.['full_name']);

function urlOf(env: Env, repository: string | null): string | null {
  const [server = '', id = ''] = [env['GITHUB_SERVER_URL'], env['GITHUB_RUN_ID']];
  const url = `${server}/${repository}/actions/runs/${id}`;
  return repository !== null && /^\d+$/.test(id) && isPlain(url) ? url : null;
}

/** Nothing in it can end a link. */
const isPlain = (url: string): boolean => /^https?:\/\/[\w.:/-]+$/.test(url);

const commitOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value) ? value : null;

const timeOf = (value: unknown): string | null =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null;
