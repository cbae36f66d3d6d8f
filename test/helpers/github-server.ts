import { type HttpServer, type Reply, type Seen, startHttpServer } from './http-server.ts';

export type FakeComment = { id: number; author: string; body: string };

export type PullRequest = { readonly number: number; readonly head: string; readonly sha: string };

export type GithubServer = HttpServer & {
  /** As they stand, oldest first; tests may add others'. */
  readonly comments: FakeComment[];
  /** What the next requests get instead; null: what is right. */
  fail(...replies: (Reply | null)[]): void;
  /** The next such request is heeded, and answered with an error all the same. */
  loseNextAnswerTo(method: string, path: string): void;
  /** What was asked, as `PATCH /repos/…`. */
  readonly calls: () => readonly string[];
};

/**
 * The part of GitHub's API that comments need, over real HTTP: one repository, `acme/prompts`, with pages of comments.
 * `login` is whom the token speaks as; a request without the token is refused.
 */
export async function startGithub({
  login = 'github-actions[bot]',
  token = 'ghs_test',
  pulls = [],
}: {
  readonly login?: string;
  readonly token?: string;
  readonly pulls?: readonly PullRequest[];
} = {}): Promise<GithubServer> {
  const comments: FakeComment[] = [];
  const failures: (Reply | null)[] = [];
  let next = 1000;
  const shown = ({ id, author, body }: FakeComment) => ({
    id,
    body,
    user: { login: author },
    html_url: `https://github.example/acme/prompts/pull/12#issuecomment-${id}`,
  });
  let lost = '';
  const server = await startHttpServer((seen) => {
    const failure = failures.shift();
    if (failure) return failure;
    const reply = answer(seen);
    if (lost !== `${seen.method} ${seen.path}`) return reply;
    lost = '';
    return { status: 502, text: '' };
  });
  const answer = (seen: Seen): Reply => {
    if (seen.headers.authorization !== `Bearer ${token}`)
      return { status: 401, json: { message: 'Bad credentials' } };
    const url = new URL(seen.path, server.url);
    if (url.pathname === '/graphql') return { json: { data: { viewer: { login } } } };
    if (url.pathname === '/repos/acme/prompts/pulls') {
      const found = pulls.filter(({ head }) => head === url.searchParams.get('head'));
      return { json: found.map(({ number, sha }) => ({ number, head: { sha } })) };
    }
    const list = /^\/repos\/acme\/prompts\/issues\/\d+\/comments$/.test(url.pathname);
    const one = /^\/repos\/acme\/prompts\/issues\/comments\/(\d+)$/.exec(url.pathname);
    if (list && seen.method === 'GET') {
      const [size, page] = ['per_page', 'page'].map((key) => Number(url.searchParams.get(key)));
      const from = (size ?? 30) * ((page ?? 1) - 1);
      return { json: comments.slice(from, from + (size ?? 30)).map(shown) };
    }
    if (list && seen.method === 'POST') {
      next += 1;
      const comment = { id: next, author: login, body: seen.body.body };
      comments.push(comment);
      return { status: 201, json: shown(comment) };
    }
    const comment = comments.find(({ id }) => id === Number(one?.[1]));
    if (!comment) return { status: 404, json: { message: 'Not Found' } };
    if (seen.method === 'DELETE') {
      comments.splice(comments.indexOf(comment), 1);
      return { status: 204, text: '' };
    }
    comment.body = seen.body.body;
    return { json: shown(comment) };
  };
  return {
    ...server,
    comments,
    fail: (...replies) => failures.push(...replies),
    loseNextAnswerTo: (method, path) => {
      lost = `${method} ${path}`;
    },
    calls: () => server.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`),
  };
}
