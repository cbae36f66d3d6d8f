import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActionRun, runAction } from '../helpers/action-runner.ts';
import { type GithubServer, startGithub } from '../helpers/github-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { startRegistry } from '../helpers/npm-registry.ts';
import { isFold, mentionsIn, parseMarkdown } from '../helpers/parsed-markdown.ts';
import { emptyFolder } from '../helpers/promptops.ts';
import { createRepository, type TestRepository } from '../helpers/repository.ts';

const hostile =
  '\n::add-mask::secret\n::error::pwned\n##[error]pwned\n![x](https://evil.example) <img src=x> @acme/team\n`$(touch pwned)`';

const prompt = (text: string): string => `promptops: 1
model: { id: echo/x }
inputs: { name: { type: string } }
messages: [{ role: user, content: "${text} {{name}}" }]
`;

const files = {
  'promptops.yaml': 'promptops: 1\n',
  'prompts/a.prompt.yaml': prompt('Hello'),
  'prompts/a.test.yaml': `promptops: 1
tests: [{ id: works, vars: { name: Ann }, assert: [{ type: contains, value: Hello }] }]
`,
};

/** A pull request that breaks a case and a caller, and says what it must not. */
const change = {
  'prompts/a.prompt.yaml': prompt('Bye')
    .replace('name: {', 'name: { description: other,')
    .replace('inputs: {', 'inputs: { age: { type: integer },')
    .replace('Bye', 'Bye {{age}}'),
  'prompts/a.test.yaml': `promptops: 1
tests: [{ id: works, vars: { age: 3, name: ${JSON.stringify(hostile)} }, assert: [{ type: contains, value: Hello }] }]
`,
};

/** A case that passes after the change. */
const fitting = `promptops: 1
tests: [{ id: works, vars: { age: 3, name: Ann }, assert: [{ type: contains, value: Bye }] }]
`;

const temp = emptyFolder();
let registry: HttpServer;
let github: GithubServer;
let repository: TestRepository;
beforeAll(async () => {
  registry = await startRegistry(temp);
});
afterAll(() => registry.close());
beforeEach(async () => {
  github = await startGithub({ pulls: [{ number: 12, head: 'mallory:patch', sha: 'c'.repeat(40) }] });
  repository = createRepository([files]);
  repository.git('switch', '--quiet', '--create', 'patch');
  repository.commit(change);
  return () => github.close();
});

const side = (name: string, sha: string) => ({ sha, repo: { full_name: name } });

/** What a workflow of the repository knows, started by an event. */
function workflow(name: string, event: unknown): Readonly<Record<string, string>> {
  const file = path.join(temp, 'event.json');
  writeFileSync(file, JSON.stringify(event));
  return {
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'acme/prompts',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: file,
    GITHUB_RUN_ID: '7',
    GITHUB_TOKEN_OF_JOB: 'ghs_test',
    npm_config_registry: registry.url,
    npm_config_cache: path.join(temp, 'npm'),
  };
}

const pullRequest = (more: object = {}, from = 'acme/prompts') =>
  workflow('pull_request', {
    action: 'synchronize',
    pull_request: {
      number: 12,
      updated_at: '2026-11-24T10:00:00Z',
      head: side(from, repository.commits[1] ?? ''),
      base: side('acme/prompts', repository.commits[0] ?? ''),
      labels: [],
    },
    ...more,
  });

const run = (
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<ActionRun> => runAction(inputs, { workspace: repository.path, temp, env });

describe('a pull request', () => {
  it('gets a verdict, annotations, a summary, outputs and a comment', async () => {
    const ran = await run({ 'junit-file': 'junit.xml' }, pullRequest());
    expect(ran.exitCode, ran.log).toBe(1);
    expect(ran.outputs).toMatchObject({
      verdict: 'failed',
      'exit-code': '1',
      breaking: '1',
      bump: 'major',
      'pass-rate': '0',
      'report-path': path.join(temp, 'promptops-report.json'),
      'comment-url': 'https://github.example/acme/prompts/pull/12#issuecomment-1001',
    });
    expect(JSON.parse(readFileSync(ran.outputs['report-path'] ?? '', 'utf8'))).toMatchObject({
      kind: 'ci',
    });
    expect(readFileSync(path.join(repository.path, 'junit.xml'), 'utf8')).toContain('<testsuites');
    expect(ran.commands.map(({ name, properties }) => [name, properties['file']])).toContainEqual([
      'error',
      'prompts/a.test.yaml',
    ]);
    expect(ran.summary).toContain('## promptops ci: failed');
    expect(github.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining('## promptops ci: failed'),
    ]);
  });

  it('makes nothing of what a model says: no command, link, image, mention', async () => {
    const ran = await run({}, pullRequest());
    expect(ran.exitCode, ran.log).toBe(1);
    expect(ran.log).toContain('evil.example');
    const ours = /^prompts\/a\.(prompt|test)\.yaml$/;
    expect(ran.commands.length).toBeGreaterThan(0);
    for (const { properties } of ran.commands) expect(properties['file']).toMatch(ours);
    expect(ran.masks).not.toContain('secret');
    for (const text of [ran.summary, github.comments[0]?.body ?? '']) {
      const { images, links, prose, html } = parseMarkdown(text);
      expect({
        images,
        mentions: mentionsIn([prose, ...html].join('\n')),
        html: html.filter((each) => !each.startsWith('<!-- promptops:') && !isFold(each)),
      }).toEqual({
        images: [],
        mentions: [],
        html: [],
      });
      expect(links.filter((link) => !link.startsWith('https://github.example/acme/'))).toEqual([]);
    }
  });

  it('has its keys blacked out', async () => {
    const keys = { OPENAI_API_KEY: 'sk-abcdefgh', MY_OWN: 'own-%-value' };
    repository.write({
      'promptops.yaml':
        'promptops: 1\nproviders: { mine: { kind: openai-compatible, baseURL: https://llm.example/v1, apiKey: MY_OWN } }\n',
    });
    const ran = await run({ command: 'lint' }, { ...pullRequest(), ...keys });
    expect(ran.masks).toEqual(expect.arrayContaining(['ghs_test', 'sk-abcdefgh', 'own-%-value']));
  });

  it('keeps its verdict where nothing can be posted', async () => {
    github.fail(null, { status: 403, json: { message: 'Resource not accessible by integration' } });
    const ran = await run({ command: 'lint' }, pullRequest());
    expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed', 'comment-url': '' } });
    expect(ran.commands).toMatchObject([
      { name: 'warning', value: expect.stringContaining('No comment: GitHub does not allow') },
    ]);
  });

  it.each([
    [{ comment: 'off' }, 0],
    [{ 'comment-when': 'failures' }, 0],
  ])('with %j of a report that passed gets %i comments', async (inputs, count) => {
    await run({ command: 'lint', ...inputs }, pullRequest());
    expect(github.comments).toHaveLength(count);
  });

  it('passes where it is for information', async () => {
    const ran = await run({ command: 'test', informational: 'true' }, pullRequest());
    expect(ran).toMatchObject({
      exitCode: 0,
      outputs: { verdict: 'failed', 'exit-code': '0', 'pass-rate': '0' },
    });
  });
});

describe('a fork', () => {
  it('is judged, and told where its comment comes from', async () => {
    const ran = await run({}, pullRequest({}, 'mallory/prompts'));
    expect(ran).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', 'comment-url': '' } });
    expect(ran.commands.at(-1)).toMatchObject({
      name: 'notice',
      value: expect.stringContaining('from a fork'),
    });
    expect(github.requests).toEqual([]);
  });

  it('gets it from a workflow that takes the report for data', async () => {
    const { outputs } = await run({}, pullRequest({}, 'mallory/prompts'));
    const event = {
      workflow_run: {
        event: 'pull_request',
        head_sha: 'c'.repeat(40),
        head_branch: 'patch',
        head_repository: { owner: { login: 'mallory' } },
        created_at: '2026-11-24T10:00:00Z',
        html_url: 'https://github.example/acme/prompts/actions/runs/6',
      },
    };
    const inputs = { command: 'comment', 'json-file': outputs['report-path'] ?? '' };
    const ran = await run(inputs, workflow('workflow_run', event));
    expect(ran.exitCode, ran.log).toBe(0);
    expect(ran.outputs).toMatchObject({
      verdict: 'posted',
      'comment-url': expect.stringContaining('#issuecomment-'),
    });
    expect(github.comments).toHaveLength(1);
    expect((await run({ command: 'test' }, workflow('workflow_run', event))).log).toContain(
      'what is checked out is not the base branch',
    );
  });
});

it('a push is judged, and has no comment', async () => {
  const env = { ...workflow('push', { before: repository.commits[0] }), GITHUB_REF: 'refs/heads/main' };
  const ran = await run({}, env);
  expect(ran).toMatchObject({ exitCode: 1, outputs: { breaking: '1', 'comment-url': '' } });
  expect(github.requests).toEqual([]);
});

it('a label accepts what changes when it is set, and not for what is pushed later', async () => {
  repository.git('switch', '--quiet', 'main');
  repository.commit({ 'promptops.yaml': 'promptops: 1\ngates: [{ diff: breaking }]\n' });
  repository.git('switch', '--quiet', '--create', 'accepted');
  repository.commit({ ...change, 'prompts/a.test.yaml': fitting });
  const set = { action: 'labeled', label: { name: 'prompts-approved' } };
  const inputs = { 'approve-label': 'prompts-approved', base: 'main' };
  expect(await run(inputs, pullRequest(set))).toMatchObject({ exitCode: 0, outputs: { breaking: '1' } });
  expect(await run(inputs, pullRequest())).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed' } });
});

describe('inputs', () => {
  it.each([
    [{ command: 'diff', base: '$(touch pwned)`touch pwned`"; touch pwned' }, 'touch pwned'],
    [{ command: 'lint', 'working-directory': 'missing' }, 'missing'],
  ])('%j: refused', async (inputs, message) => {
    const ran = await run(inputs, pullRequest());
    expect(ran.exitCode, ran.log).toBe(2);
    expect(ran.outputs).toMatchObject({ verdict: 'error', 'exit-code': '2' });
    expect(ran.commands).toMatchObject([{ name: 'error', value: expect.stringContaining(message) }]);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it.each(['ci', 'test'])('pull_request_target with a strange head is refused to %s', async (command) => {
    const env = { ...pullRequest(), GITHUB_EVENT_NAME: 'pull_request_target' };
    expect(await run({ command }, env)).toMatchObject({ exitCode: 2, outputs: { verdict: 'error' } });
  });
});
