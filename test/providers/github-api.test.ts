import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/providers/clock.ts';
import { type GithubOptions, openGithub } from '../../src/providers/github-api.ts';
import { listComments, readOwnLogin } from '../../src/providers/github-comments.ts';
import { type GithubServer, startGithub } from '../helpers/github-server.ts';
import type { Reply } from '../helpers/http-server.ts';

let server: GithubServer;
beforeEach(async () => {
  server = await startGithub();
});
afterEach(() => server.close());

/** Time that passes only by waiting. */
function fakeClock() {
  const waits: number[] = [];
  let now = 1_800_000_000_000;
  return {
    waits,
    now: () => now,
    sleep: async (ms: number) => {
      waits.push(ms);
      now += ms;
    },
  };
}

const open = (more: Partial<GithubOptions> = {}) =>
  openGithub({
    env: { GITHUB_API_URL: server.url },
    token: 'ghs_test',
    timeoutMs: 120_000,
    signal: new AbortController().signal,
    random: () => 1,
    clock: fakeClock(),
    ...more,
  });

const get = { method: 'GET', path: 'repos/acme/prompts/issues/12/comments?per_page=100&page=1' } as const;
const post = {
  method: 'POST',
  path: 'repos/acme/prompts/issues/12/comments',
  body: { body: 'x' },
  once: true,
} as const;

describe('answers that are none', () => {
  it.each<[string, Reply, number]>([
    ['500', { status: 500, text: 'oops' }, 500],
    ['502 with a web page', { status: 502, text: '<html>' }, 500],
    [
      'Retry-After',
      { status: 403, headers: { 'retry-after': '7' }, json: { message: 'secondary rate limit' } },
      7000,
    ],
    ['429 with seconds', { status: 429, headers: { 'retry-after': '3' }, text: '' }, 3000],
    [
      'a used up limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000020' }, text: '' },
      20_000,
    ],
    [
      'a secondary limit without a header',
      { status: 403, json: { message: 'You have exceeded a secondary rate limit.' } },
      60_000,
    ],
    ['a body that is no JSON', { text: 'hello' }, 500],
  ])('%s: asked again', async (_, reply, wait) => {
    const clock = fakeClock();
    server.fail(reply);
    expect(await open({ clock }).ask(get)).toEqual([]);
    expect(clock.waits).toEqual([wait]);
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, Reply, RegExp]>([
    [
      '401',
      { status: 401, json: { message: 'Bad credentials' } },
      /refused the token \(401\): Bad credentials/,
    ],
    ['403', { status: 403, json: { message: 'Resource not accessible by integration' } }, /does not allow/],
    ['404', { status: 404, json: { message: 'Not Found' } }, /knows nothing of that kind/],
    ['422', { status: 422, json: { message: 'Validation Failed' } }, /refused the request \(422\)/],
    ['a redirect', { status: 301, headers: { location: 'https://evil.example/' }, text: '' }, /not followed/],
  ])('%s: said once', async (_, reply, message) => {
    server.fail(reply);
    await expect(open().ask(get)).rejects.toMatchObject({
      code: 'code-host',
      message: expect.stringMatching(message),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('gives up after five tries', async () => {
    server.fail(...Array.from({ length: 9 }, () => ({ status: 503, text: '' })));
    await expect(open().ask(get)).rejects.toMatchObject({ message: 'GitHub failed (503).' });
    expect(server.requests).toHaveLength(5);
  });

  it('does not wait longer than there is time', async () => {
    server.fail({ status: 429, headers: { 'retry-after': '3600' }, text: '' });
    await expect(open().ask(get)).rejects.toMatchObject({
      message: 'GitHub is asked too often (429). It asks to wait 3600 s.',
      hint: 'There were 120 s for it all; "--timeout" gives more.',
    });
  });

  it('is not waited for for ever', async () => {
    server.fail({ delayMs: 5000, json: [] });
    await expect(open({ timeoutMs: 100, clock: systemClock }).ask(get)).rejects.toMatchObject({
      code: 'code-host',
      message: 'GitHub did not answer in time.',
      hint: 'There were 0.1 s for it all; "--timeout" gives more.',
    });
  });

  it('never leads to a second comment, unless the first was surely not taken', async () => {
    server.fail({ status: 502, text: '' });
    await expect(open().ask(post)).rejects.toMatchObject({ cause: { status: 502, unclear: true } });
    server.fail({ status: 403, headers: { 'retry-after': '1' }, json: { message: 'secondary rate limit' } });
    await open().ask(post);
    expect(server.comments).toHaveLength(1);
  });

  it('shows no token, also where the server does', async () => {
    server.fail({ status: 422, json: { message: 'Bad body of ghs_test\n::error::x' } });
    await expect(open().ask(get)).rejects.toMatchObject({
      message: 'GitHub refused the request (422): Bad body of … ::error::x.',
    });
  });
});

describe('where the token goes', () => {
  it.each([
    'http://api.github.com',
    'http://8.8.8.8',
    'https://user:pass@api.github.com',
    'https://169.254.169.254/latest',
    'ftp://x',
    'nothing',
    'https://api.github.com/?x=1',
  ])('never to %s', (address) => {
    expect(() => open({ env: { GITHUB_API_URL: address } })).toThrow(
      'GITHUB_API_URL is no address that the token may be sent to.',
    );
  });

  it('to no host behind a redirect', async () => {
    const other = await startGithub();
    server.fail({ status: 307, headers: { location: `${other.url}/x` }, text: '' });
    await expect(open().ask(post)).rejects.toMatchObject({ code: 'code-host' });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('in the header alone', async () => {
    await open().ask(get);
    const [seen] = server.requests;
    expect(seen?.headers.authorization).toBe('Bearer ghs_test');
    expect(`${seen?.path}${seen?.text}`).not.toContain('ghs_test');
  });
});

describe('comments', () => {
  it('are read over all pages', async () => {
    for (let id = 1; id <= 250; id += 1) server.comments.push({ id, author: 'ada', body: `${id}` });
    const all = await listComments(open(), 'acme/prompts', 12);
    expect(all.map(({ id }) => id)).toEqual(server.comments.map(({ id }) => id));
    expect(server.requests).toHaveLength(3);
  });

  it('belong to whom the token speaks as', async () => {
    expect(await readOwnLogin(open())).toBe('github-actions[bot]');
    server.fail({ status: 403, json: { message: 'no GraphQL' } });
    expect(await readOwnLogin(open())).toBe('github-actions[bot]');
    server.fail({ status: 401, json: { message: 'Bad credentials' } });
    await expect(readOwnLogin(open())).rejects.toMatchObject({ code: 'code-host' });
  });
});
