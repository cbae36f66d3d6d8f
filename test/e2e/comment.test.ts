import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GithubServer, startGithub } from '../helpers/github-server.ts';
import { promptops, starterFolder } from '../helpers/promptops.ts';

let server: GithubServer;
let cwd: string;
beforeAll(async () => {
  server = await startGithub();
  cwd = starterFolder();
  await Promise.all(
    ['test', 'list'].map((command) => promptops([command, '--output', `json=${command}.json`], { cwd })),
  );
  const test = JSON.parse(readFileSync(path.join(cwd, 'test.json'), 'utf8'));
  writeFileSync(path.join(cwd, 'cut.json'), JSON.stringify({ ...test, results: [{}] }));
});
afterAll(() => server.close());

const comment = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  promptops(['comment', ...args], { cwd, env: { GITHUB_API_URL: server.url, ...env } });

const place = ['--repo', 'acme/prompts', '--pr', '12'] as const;
const token = { GITHUB_TOKEN: 'ghs_test' };

it('prints the comment where nothing is to be posted, without a token', async () => {
  const { code, stdout } = await comment(['test.json', '--dry-run']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^<!-- promptops:test .* -->\n## promptops test: passed\n/);
});

it('posts it from anywhere, and brings it up to date', async () => {
  expect(await comment(['test.json', ...place], token)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✔ posted {2}report of test {2}acme\/prompts #12 {2}https:/),
    stderr: '',
  });
  expect((await comment(['test.json', ...place], token)).stdout).toMatch(/^✔ unchanged/);
  expect(server.comments).toHaveLength(1);
});

it('has exit code 3 where GitHub refuses, and shows no token', async () => {
  server.fail(null, { status: 403, json: { message: 'Resource not accessible by integration' } });
  const { code, stdout, stderr } = await comment(['test.json', ...place], token);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('workflow_run');
  expect(stderr).not.toContain('ghs_test');
});

it('has exit code 3 where GitHub does not answer in time', async () => {
  server.fail({ delayMs: 3000, json: {} });
  const { code, stderr } = await comment(['test.json', ...place, '--timeout', '0.5'], token);
  expect(code).toBe(3);
  expect(stderr).toContain('--timeout');
});

describe.each([
  [['missing.json'], 'There is no file "missing.json"'],
  [['prompts'], '"prompts" is a folder'],
  [['promptops.yaml'], 'is no report; wanted is one of'],
  [['list.json'], 'is a report of "list"'],
  [['cut.json'], 'is no whole test report'],
  [['test.json', '--tag', 'a b'], '"--tag a b" is no tag'],
  [['test.json', '--repo', 'acme/../x'], 'is no repository'],
  [['test.json', '--mode', 'often'], '"--mode" takes no "often"'],
  [['test.json', '--pr', '0'], '"--pr 0"'],
  [['test.json'], 'No repository to post to'],
  [['test.json', '--repo', 'acme/prompts'], 'No pull request to post to'],
])('%j', (args, message) => {
  it.concurrent('is refused', async () => {
    expect(await comment(args, token)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});

it('is refused without a token', async () => {
  expect(await comment(['test.json', ...place])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('GITHUB_TOKEN is not set'),
  });
});
