import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import { awsSignature } from '../helpers/aws-signature.ts';
import { bedrockAnswer, startBedrockServer } from '../helpers/bedrock-server.ts';
import { cohereAnswer, startCohereServer } from '../helpers/cohere-server.ts';
import type { HttpServer, Reply } from '../helpers/http-server.ts';
import { mistralAnswer, startMistralServer } from '../helpers/mistral-server.ts';
import { promptops, repositoryFolder } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

const key = 'sk-canary-0123456789abcdefghij';

type Vendor = {
  readonly kind: string;
  readonly wanted: string;
  readonly model: string;
  readonly path: string;
  readonly start: () => Promise<HttpServer>;
  readonly answer: Reply;
  readonly env: Readonly<Record<string, string>>;
  readonly usage: object;
};

const vendors: readonly Vendor[] = [
  {
    kind: 'mistral',
    wanted: '@ai-sdk/mistral@3',
    model: 'mistral-small-latest',
    path: '/v1',
    start: () => startMistralServer(key),
    answer: mistralAnswer({ content: 'Guten Tag' }),
    env: { MISTRAL_API_KEY: key },
    usage: { input: { total: 100, cacheRead: 64 }, output: { total: 20, reasoning: 12 } },
  },
  {
    kind: 'cohere',
    wanted: '@ai-sdk/cohere@3',
    model: 'command-a-03-2025',
    path: '/v2',
    start: () => startCohereServer(key),
    answer: cohereAnswer({ content: [{ type: 'text', text: 'Guten Tag' }] }),
    env: { COHERE_API_KEY: key },
    usage: { input: { total: 100, cacheRead: 64 }, output: { total: 20, reasoning: 0 } },
  },
  {
    kind: 'amazon-bedrock',
    wanted: '@ai-sdk/amazon-bedrock@4',
    model: 'amazon.nova-lite-v1:0',
    path: '',
    start: () =>
      startBedrockServer((seen) =>
        seen.headers.authorization?.endsWith(`=${awsSignature(seen, key)}`) ? null : 'not signed',
      ),
    answer: bedrockAnswer([{ text: 'Guten Tag' }]),
    env: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: key },
    usage: { input: { total: 100, cacheRead: 64 }, output: { total: 20, reasoning: 0 } },
  },
];

describe.each(vendors)('a package of the project, for $kind', ({ kind, wanted, env, ...vendor }) => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await vendor.start();
    server.reply(vendor.answer);
  });
  afterAll(() => server.close());

  it('is found from the project, not from promptops', async () => {
    const region = kind === 'amazon-bedrock' ? ', region: eu-central-1' : '';
    const cwd = createFolder({
      'package.json': '{ "name": "mine", "type": "module" }',
      'promptops.yaml': `promptops: 1\nproviders:\n  ${kind}: { baseURL: "${server.url}${vendor.path}", allowLocal: true${region} }\n`,
      'prompts/p.prompt.yaml': `promptops: 1\nmodel: ${kind}/${vendor.model}\nmessages: [{ role: user, content: Hi }]\n`,
      'prompts/p.test.yaml': 'promptops: 1\ntests: [{ id: a, assert: [{ type: contains, value: Tag }] }]\n',
    });
    const missing = await promptops(['test'], { cwd, env });
    expect(missing.code).toBe(2);
    expect(missing.stdout).toContain(`"@ai-sdk/${kind}" is not installed`);
    expect(missing.stdout).toContain(`npm i -D ${wanted}`);
    expect((await promptops(['doctor'], { cwd, env })).stdout).toMatch(/not installed +npm i -D/);

    mkdirSync(path.join(cwd, 'node_modules/@ai-sdk'), { recursive: true });
    const name = `node_modules/@ai-sdk/${kind}`;
    symlinkSync(path.join(repositoryFolder, name), path.join(cwd, name));
    expect((await promptops(['doctor'], { cwd, env })).stdout).toMatch(
      new RegExp(`✔ @ai-sdk/${kind} +${wanted.at(-1)}\\.`),
    );
    const found = await promptops(['test', '--replay', 'record', '--format', 'json'], { cwd, env });
    const report: TestReport = JSON.parse(found.stdout);
    expect(report.results[0]).toMatchObject({ outcome: 'pass', output: 'Guten Tag', usage: vendor.usage });
    expect(Number(report.results[0]?.costUsd)).toBeGreaterThan(0);
    expect((await promptops(['test', '--replay', 'strict'], { cwd })).code).toBe(0);
  });
});
