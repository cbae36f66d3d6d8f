import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommentOptions, commentCommand } from '../../src/commands/comment.ts';
import { costCommand } from '../../src/commands/cost.ts';
import { lintCommand } from '../../src/commands/lint.ts';
import { testCommand } from '../../src/commands/test.ts';
import { PromptopsError } from '../../src/errors.ts';
import { type GithubServer, startGithub } from '../helpers/github-server.ts';
import { mentionsIn, parseMarkdown } from '../helpers/parsed-markdown.ts';
import { createFolder } from '../helpers/repository.ts';
import { contextAt } from './command-context.ts';

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];

const hostile = '![x](https://evil.example) <img src=x> @acme/team https://evil.example ::error::x';

const project = {
  'prompts/a.prompt.yaml': `promptops: 1
model: { id: echo/x }
inputs: { name: { type: string } }
messages: [{ role: user, content: "{{name}}" }]
`,
  'prompts/a.test.yaml': `promptops: 1
tests:
  - { id: works, vars: { name: Ann }, assert: [{ type: contains, value: Ann }] }
  - { id: says, vars: { name: ${JSON.stringify(hostile)} }, assert: [{ type: equals, value: Bo }] }
`,
};

let server: GithubServer;
let cwd: string;
beforeEach(async () => {
  server = await startGithub({ pulls: [{ number: 12, head: 'mallory:patch', sha: first }] });
  cwd = createFolder(project);
  const context = contextAt(cwd);
  save('bad', await testCommand({}, context));
  save('good', await testCommand({ case: ['works'] }, context));
  save('lint', await lintCommand({}, context));
  save('cost', await costCommand({}, context));
});
afterEach(() => server.close());

const save = (name: string, report: unknown): void =>
  writeFileSync(path.join(cwd, `${name}.json`), JSON.stringify(report));

/** The environment of a workflow that a pull request started. */
function pullRequest(head = first, at = '2026-11-24T10:00:00Z') {
  return workflow('pull_request', { pull_request: { number: 12, updated_at: at, head: { sha: head } } });
}

const later = () => pullRequest(second, '2026-11-24T11:00:00Z');

function workflow(name: string, event: unknown): Readonly<Record<string, string>> {
  const file = path.join(cwd, 'event.json');
  writeFileSync(file, JSON.stringify(event));
  return {
    GITHUB_API_URL: server.url,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'acme/prompts',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: file,
    GITHUB_RUN_ID: '7',
    GITHUB_TOKEN: 'ghs_test',
  };
}

const comment = (env: Readonly<Record<string, string>>, name: string, options: CommentOptions = {}) =>
  commentCommand({ report: `${name}.json`, ...options }, contextAt(cwd, env));

const writes = (): readonly string[] => server.calls().filter((call) => !/^GET|graphql/.test(call));

const titles = (): readonly (string | undefined)[] =>
  server.comments.map(({ body }) => /^## promptops (.*)$/m.exec(body)?.[1]);

describe('the conversation of a pull request', () => {
  it('has one comment, which the next run brings up to date', async () => {
    expect(await comment(pullRequest(), 'bad')).toMatchObject({
      verdict: 'posted',
      exitCode: 0,
      of: 'test',
      repository: 'acme/prompts',
      pullRequest: 12,
      url: 'https://github.example/acme/prompts/pull/12#issuecomment-1001',
    });
    expect(titles()).toEqual(['test: failed']);
    expect(await comment(pullRequest(), 'bad')).toMatchObject({
      verdict: 'unchanged',
      url: expect.stringMatching(/1001$/),
    });
    expect(await comment(later(), 'good')).toMatchObject({ verdict: 'updated' });
    expect(await comment(pullRequest(), 'bad')).toMatchObject({
      verdict: 'unchanged',
      reason: 'A newer run has commented already.',
    });
    expect(writes()).toEqual([
      'POST /repos/acme/prompts/issues/12/comments',
      'PATCH /repos/acme/prompts/issues/comments/1001',
    ]);
    expect(titles()).toEqual(['test: passed']);
  });

  it('has one comment a tag', async () => {
    await comment(pullRequest(), 'bad');
    await comment(pullRequest(), 'lint');
    await comment(pullRequest(), 'cost', { tag: 'eu' });
    expect(server.comments.map(({ body }) => /promptops:(\S+)/.exec(body)?.[1])).toEqual([
      'test',
      'lint',
      'eu',
    ]);
  });

  it('takes nobody else’s word for the marker', async () => {
    const body = `<!-- promptops:test head=${second} at=2099-01-01T00:00:00Z -->\nAll is well.`;
    for (let id = 1; id <= 150; id += 1) server.comments.push({ id, author: 'mallory', body });
    expect(await comment(pullRequest(), 'bad')).toMatchObject({ verdict: 'posted' });
    expect(server.comments[0]?.body).toBe(body);
  });

  it('keeps one of two that were begun at the same time', async () => {
    await comment(pullRequest(), 'bad', { mode: 'new' });
    const [begun] = server.comments;
    if (begun) server.comments.push({ ...begun, id: 1 });
    expect(await comment(later(), 'good')).toMatchObject({ verdict: 'updated' });
    expect(titles()).toEqual(['test: passed']);
  });

  it('is found for the run of a fork by what GitHub says of it, never by the report', async () => {
    const run = (sha: string, event = 'pull_request') =>
      workflow('workflow_run', {
        workflow_run: {
          event,
          head_sha: sha,
          head_branch: 'patch',
          head_repository: { owner: { login: 'mallory' } },
          created_at: '2026-11-24T10:00:00Z',
          html_url: 'https://github.example/acme/prompts/actions/runs/6',
          pull_requests: [],
        },
      });
    expect(await comment(run(first), 'bad')).toMatchObject({ verdict: 'posted', pullRequest: 12 });
    expect(parseMarkdown(server.comments[0]?.body ?? '').links).toEqual([
      'https://github.example/acme/prompts/actions/runs/6',
    ]);
    expect(await comment(run(second), 'bad')).toMatchObject({ verdict: 'skipped', pullRequest: null });
    expect(await comment(run(first, 'push'), 'bad')).toMatchObject({ verdict: 'skipped' });
    expect(titles()).toEqual(['test: failed']);
  });

  it('is none for a push', async () => {
    const env = { ...workflow('push', { after: first }), GITHUB_REF: 'refs/heads/main' };
    expect(await comment(env, 'bad')).toMatchObject({ verdict: 'skipped' });
    expect(server.requests).toEqual([]);
  });

  it('holds nothing that a model made', async () => {
    await comment(pullRequest(), 'bad');
    const { links, images, html, prose } = parseMarkdown(server.comments[0]?.body ?? '');
    expect(prose).toContain('evil.example');
    expect({ links, images, mentions: mentionsIn(prose) }).toEqual({
      links: ['https://github.example/acme/prompts/actions/runs/7'],
      images: [],
      mentions: [],
    });
    expect(html).toEqual([`<!-- promptops:test head=${first} at=2026-11-24T10:00:00.000Z -->`]);
  });

  it.each<[CommentOptions, number]>([
    [{ mode: 'off' }, 0],
    [{ when: 'failures' }, 0],
    [{ when: 'always' }, 1],
    [{ dryRun: true }, 0],
  ])('with %j of a report that passed has %i', async (options, count) => {
    await comment(pullRequest(), 'good', options);
    expect(server.comments).toHaveLength(count);
  });

  it('does not keep an old failure, whatever `when` says', async () => {
    await comment(pullRequest(), 'bad', { when: 'failures' });
    await comment(later(), 'good', { when: 'failures' });
    expect(titles()).toEqual(['test: passed']);
  });

  it('gets no second comment where the answer to the first was lost', async () => {
    server.loseNextAnswerTo('POST', '/repos/acme/prompts/issues/12/comments');
    expect(await comment(pullRequest(), 'bad')).toMatchObject({
      verdict: 'unchanged',
      url: expect.any(String),
    });
    expect(titles()).toEqual(['test: failed']);
  });

  it.each([403, 404, 422])('is left alone where GitHub says %i', async (status) => {
    server.fail(null, { status, json: { message: 'No.' } });
    await expect(comment(pullRequest(), 'bad')).rejects.toMatchObject({ code: 'code-host' });
    expect(writes()).toEqual([]);
  });
});

it('a report from which anything is missing is refused or drawn, never a bug', async () => {
  const reports = ['bad', 'lint', 'cost'].map((name) =>
    JSON.parse(readFileSync(path.join(cwd, `${name}.json`), 'utf8')),
  );
  const paths = reports.flatMap((report, at) => pathsIn(report).map((keys) => ({ at, keys })));
  const values = fc.constantFrom(undefined, null, 1, '', 'x', [], {}, [null]);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), values, async ({ at, keys }, value) => {
      save('other', changed(reports[at], keys, value));
      await comment({}, 'other', { dryRun: true }).catch((error) => {
        expect(error).toBeInstanceOf(PromptopsError);
      });
    }),
    { numRuns: 40 },
  );
});

function pathsIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsIn(inner).map((rest) => [key, ...rest]),
  ]);
}

function changed(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, replacement);
  return copy;
}
