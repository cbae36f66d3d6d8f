import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { mistralAnswer, startMistralServer } from '../helpers/mistral-server.ts';
import { promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

const key = 'sk-canary-0123456789abcdefghij';
let server: HttpServer;
beforeAll(async () => {
  server = await startMistralServer(key);
  server.reply(mistralAnswer({ content: 'Guten Tag' }));
});
afterAll(() => server.close());

const project = () =>
  createFolder({
    'package.json': '{ "name": "mine", "type": "module" }',
    'promptops.yaml': `promptops: 1\nproviders:\n  mistral: { baseURL: "${server.url}/v1", allowLocal: true }\n`,
    'prompts/p.prompt.yaml':
      'promptops: 1\nmodel: mistral/mistral-small-latest\nmessages: [{ role: user, content: Hi }]\n',
    'prompts/p.test.yaml': 'promptops: 1\ntests: [{ id: a, assert: [{ type: contains, value: Tag }] }]\n',
  });
const env = { MISTRAL_API_KEY: key };

it('a package of the project is found from the project, not from promptops', async () => {
  const cwd = project();
  const missing = await promptops(['test'], { cwd, env });
  expect(missing.code).toBe(2);
  expect(missing.stdout).toContain('"@ai-sdk/mistral" is not installed');
  expect(missing.stdout).toContain('npm i -D @ai-sdk/mistral@3');

  mkdirSync(path.join(cwd, 'node_modules/@ai-sdk'), { recursive: true });
  const name = 'node_modules/@ai-sdk/mistral';
  symlinkSync(path.join(repositoryFolder, name), path.join(cwd, name));
  const found = await promptops(['test', '--replay', 'record', '--format', 'json'], { cwd, env });
  const report: TestReport = JSON.parse(found.stdout);
  expect(report.results[0]).toMatchObject({
    outcome: 'pass',
    output: 'Guten Tag',
    returnedModel: 'mistral-small-2506',
    usage: { input: { total: 100, cacheRead: 64 }, output: { total: 20, reasoning: 12 } },
  });
  expect((await promptops(['test', '--replay', 'strict'], { cwd })).code).toBe(0);
});
