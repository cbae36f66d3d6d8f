import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';

/** Embeds a text as how often it says "refund" and "rain"; `broken` as nothing. */
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(({ path, body }) => {
    if (!path.endsWith('/embeddings')) return { status: 404, json: { error: { message: path } } };
    const [text = ''] = body.input as readonly string[];
    const count = (word: string) => text.split(word).length - 1;
    const embedding = text === 'broken' ? [] : [count('refund'), count('rain'), 0.5];
    const data = [{ object: 'embedding', index: 0, embedding }];
    return {
      json: { object: 'list', model: body.model, data, usage: { prompt_tokens: 7, total_tokens: 7 } },
    };
  });
});
afterAll(() => server.close());

const model = 'openai/text-embedding-3-small';
const folder = (asserts: readonly object[], a = 'a refund') =>
  createFolder({
    'promptops.yaml': `promptops: 1\nproviders:\n  openai: { baseURL: "${server.url}/v1", allowLocal: true }\n  own: { kind: openai-compatible, baseURL: "${server.url}/v1", allowLocal: true }\n  anthropic: { baseURL: "${server.url}/v1", allowLocal: true }\n`,
    'prompts/p.prompt.yaml':
      'promptops: 1\nmodel: echo/x\ninputs: { a: { type: string } }\nmessages: [{ role: user, content: "{{a}}" }]\n',
    'prompts/p.test.yaml': JSON.stringify({
      promptops: 1,
      tests: asserts.map((assert, index) => ({ id: `c${index}`, vars: { a }, assert: [assert] })),
    }),
  });

async function run(cwd: string, ...flags: string[]) {
  const env = { OPENAI_API_KEY: 'sk-x', ANTHROPIC_API_KEY: 'sk-y' };
  const { code, stdout, stderr } = await promptops(['test', '--format', 'json', ...flags], { cwd, env });
  if (stdout === '') throw new Error(stderr);
  return { code, report: JSON.parse(stdout) as TestReport };
}

it('compares embeddings, records them, and replays them without asking', async () => {
  const cwd = folder([
    { type: 'similar', value: 'my refund', provider: model },
    { type: 'similar', value: ['rain', 'rain and rain'], provider: 'own/embedder', threshold: 0.5 },
    { type: 'not-similar', value: 'rain', provider: model },
  ]);
  const live = await run(cwd, '--replay', 'record');
  expect(live.code).toBe(1);
  const [same, other, not] = live.report.results;
  expect(same).toMatchObject({ outcome: 'pass', score: 1 });
  expect(other?.outcome).toBe('fail');
  // (1, 0, 0.5) and (0, 1, 0.5): 0.25 / 1.25.
  expect(other?.score).toBeCloseTo(0.2, 6);
  expect(other?.assertions[0]?.message).toMatch(
    /^Cosine 0\.2000 \(own\/embedder\), at least 0\.5 expected\./,
  );
  expect(not?.outcome).toBe('pass');
  // 7 tokens a text cost something.
  expect(Number(same?.judgeUsd)).toBeGreaterThan(0);
  const before = server.requests.length;
  const replayed = await run(cwd, '--replay', 'strict');
  expect(server.requests).toHaveLength(before);
  expect(replayed.report.results.map(({ assertions }) => assertions)).toEqual(
    live.report.results.map(({ assertions }) => assertions),
  );
});

it('gives no verdict where there is no embedding', async () => {
  const cwd = folder([
    { type: 'similar', value: 'broken', provider: model },
    { type: 'similar', value: 'refund', provider: 'anthropic/claude-haiku-4-5' },
    { type: 'similar', value: 'refund', provider: 'echo/x' },
  ]);
  const { code, report } = await run(cwd, '--replay', 'off');
  // A provider that has none was the choice of whoever wrote the test.
  expect(code).toBe(2);
  expect(report.results.map(({ outcome }) => outcome)).toEqual(['error', 'error', 'error']);
  expect(report.results[0]?.error?.message).toMatch(/no embedding in it/);
  expect(report.results[1]?.error?.message).toMatch(/makes no embeddings/);
  expect(report.results[2]?.error?.message).toMatch(/gave no embedding/);
});

it('needs a model', async () => {
  const { code, stderr } = await promptops(['test'], { cwd: folder([{ type: 'similar', value: 'x' }]) });
  expect(code).toBe(2);
  expect(stderr).toMatch(/"similar" has no model to ask/);
});
