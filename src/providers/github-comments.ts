import { type Github, refusalOf } from './github-api.ts';
import { isObject, objectAt, stringAt } from './json.ts';

/** A comment in the conversation of a pull request. */
export type HostComment = {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly url: string;
};

/** Where a pull request comes from: `branch` of the fork or repository of `owner`, at `commit`. */
export type Origin = { readonly owner: string; readonly branch: string; readonly commit: string };

/** Whom a workflow's own token speaks as. */
const workflowBot = 'github-actions[bot]';

/** Who the token speaks as. REST tells it to people's tokens alone, GraphQL to those of workflows and apps too. */
export async function readOwnLogin(github: Github): Promise<string> {
  try {
    const answer = await github.ask({
      method: 'POST',
      path: 'graphql',
      body: { query: 'query { viewer { login } }' },
    });
    return stringAt(objectAt(objectAt(answer, 'data'), 'viewer'), 'login') ?? workflowBot;
  } catch (error) {
    // A server without GraphQL, or a token that may not use it.
    if ([403, 404].includes(refusalOf(error)?.status ?? 0)) return workflowBot;
    throw error;
  }
}

const perPage = 100;
/** GitHub takes no more than 2,500 comments on one pull request. */
const mostPages = 30;

/** All comments of a pull request, oldest first. */
export async function listComments(
  github: Github,
  repository: string,
  number: number,
): Promise<readonly HostComment[]> {
  const all: HostComment[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const path = `repos/${repository}/issues/${number}/comments?per_page=${perPage}&page=${page}`;
    const answer = await github.ask({ method: 'GET', path });
    const entries = Array.isArray(answer) ? answer : [];
    all.push(...entries.flatMap(readComment));
    if (entries.length < perPage) break;
  }
  return all;
}

function readComment(entry: unknown): readonly HostComment[] {
  const id = isObject(entry) ? entry['id'] : null;
  const author = stringAt(objectAt(entry, 'user'), 'login');
  if (typeof id !== 'number' || author === null) return [];
  return [{ id, author, body: stringAt(entry, 'body') ?? '', url: stringAt(entry, 'html_url') ?? '' }];
}

/** Writes a new comment; its address. */
export async function createComment(
  github: Github,
  repository: string,
  number: number,
  body: string,
): Promise<string | null> {
  const path = `repos/${repository}/issues/${number}/comments`;
  return stringAt(await github.ask({ method: 'POST', path, body: { body }, once: true }), 'html_url');
}

export async function updateComment(
  github: Github,
  repository: string,
  id: number,
  body: string,
): Promise<void> {
  await github.ask({ method: 'PATCH', path: `repos/${repository}/issues/comments/${id}`, body: { body } });
}

export async function deleteComment(github: Github, repository: string, id: number): Promise<void> {
  try {
    await github.ask({ method: 'DELETE', path: `repos/${repository}/issues/comments/${id}` });
  } catch (error) {
    // Somebody was faster, or a first try did it and its answer was lost.
    if (refusalOf(error)?.status !== 404) throw error;
  }
}

/** Number of the open pull request whose head is exactly this commit; null: there is none, or it has moved on. */
export async function findPullRequest(
  github: Github,
  repository: string,
  { owner, branch, commit }: Origin,
): Promise<number | null> {
  const query = new URLSearchParams({ state: 'open', head: `${owner}:${branch}`, per_page: '100' });
  const answer = await github.ask({ method: 'GET', path: `repos/${repository}/pulls?${query}` });
  const found = (Array.isArray(answer) ? answer : []).find(
    (each) => stringAt(objectAt(each, 'head'), 'sha') === commit,
  );
  const number: unknown = isObject(found) ? found['number'] : null;
  return typeof number === 'number' ? number : null;
}
