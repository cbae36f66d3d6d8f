import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestPlanReport } from '../../src/commands/test-plan.ts';
import type { TestReport } from '../../src/evals/report.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { chatCompletion, chatUsage } from '../helpers/openai-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder, writeFiles } from '../helpers/repository.ts';

/** Answers, judges and embeds: what it was asked for is seen by the model's name. */
let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(({ body }) => {
    if (body.input) {
      const data = [{ object: 'embedding', index: 0, embedding: [1, body.input[0].length] }];
      return { json: { object: 'list', model: 'e', data, usage: { prompt_tokens: 7, total_tokens: 7 } } };
    }
    const choices: readonly string[] = body.response_format?.json_schema.schema.properties.choice.enum ?? [];
    const content = choices[0] ? JSON.stringify({ reason: 'So.', choice: choices[0] }) : 'Fine.';
    return chatCompletion({ content }, { usage: chatUsage });
  });
});
afterAll(() => server.close());

const price = '{ input: 1, output: 2 }';
const project = (assert: readonly object[], prompt = 'Say {{a}}') =>
  createFolder({
    'promptops.yaml': `promptops: 1
test: { judge: local/judge, uncalibratedJudge: gate }
providers:
  local: { kind: openai-compatible, baseURL: "${server.url}/v1", allowLocal: true, price: ${price} }
  free: { kind: openai-compatible, baseURL: "${server.url}/v1", allowLocal: true }
`,
    'prompts/p.prompt.yaml': `promptops: 1
model: { id: local/m, params: { maxOutputTokens: 100 } }
inputs: { a: { type: string } }
messages: [{ role: user, content: "${prompt}" }]
`,
    'prompts/p.test.yaml': JSON.stringify({
      promptops: 1,
      tests: ['x', 'y'].map((a) => ({ id: a, vars: { a }, repeat: 2, assert })),
    }),
  });

async function plan(cwd: string, ...flags: string[]) {
  const { stdout, stderr } = await promptops(['test', '--plan', '--format', 'json', ...flags], { cwd });
  if (stdout === '') throw new Error(stderr);
  const { estimate } = JSON.parse(stdout) as TestPlanReport;
  return Object.fromEntries(
    (estimate?.rows ?? []).map(({ role, model, calls }) => [`${role} ${model}`, calls]),
  );
}

const askedSince = (before: number) => {
  const counts: Record<string, number> = {};
  for (const { body } of server.requests.slice(before)) {
    const role = body.input ? 'embed' : body.model === 'judge' ? 'judge' : 'target';
    const name = `${role} local/${body.model}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const rubric = { type: 'llm-rubric', value: 'Is fine' };
const duel = { type: 'select-best', value: ['Bad.', 'Worse.'] };
const near = { type: 'similar', value: ['fine', 'good'], provider: 'local/e', threshold: 0.1 };

describe('the estimate', () => {
  it('counts what the run asks: answers, opinions in both orders, embeddings, for each repeat', async () => {
    const asserts = [
      { type: 'contains', value: 'F' },
      rubric,
      duel,
      { type: 'all-of', assert: [near, rubric] },
    ];
    const cwd = project(asserts);
    const planned = await plan(cwd);
    // 2 cases × 2 repeats; 1 + 4 + 1 opinions and 3 embeddings for each answer.
    expect(planned).toEqual({ 'target local/m': 4, 'judge local/judge': 24, 'embed local/e': 12 });
    const before = server.requests.length;
    const run = await promptops(['test', '--replay', 'record', '--concurrency', '1'], { cwd });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('Asks for 4 answers, 24 opinions and 12 embeddings: at most $');
    expect(askedSince(before)).toEqual(planned);
    expect(await plan(cwd)).toEqual({ 'target local/m': 0, 'judge local/judge': 0, 'embed local/e': 0 });

    writeFiles(cwd, {
      'prompts/p.prompt.yaml':
        'promptops: 1\nmodel: { id: local/m, params: { maxOutputTokens: 100 } }\ninputs: { a: { type: string } }\nmessages: [{ role: user, content: "Tell {{a}}" }]\n',
    });
    // The references stay what they were, so their embeddings are at hand.
    const again = { 'target local/m': 4, 'judge local/judge': 24, 'embed local/e': 4 };
    expect(await plan(cwd)).toEqual(again);
    const shown = (await promptops(['test', '--plan'], { cwd })).stdout;
    expect(shown).toMatch(/p +local\/judge +24 opinions +≈\$0\.00\d+, at most \$/);
    expect(shown).toMatch(/Asks for 4 answers, 24 opinions and 4 embeddings: ≈\$/);
  });

  it('speaks of judges where the model itself is free', async () => {
    const cwd = project([rubric]);
    expect(await plan(cwd, '--model', 'echo/x')).toEqual({ 'target echo/x': 0, 'judge local/judge': 4 });
  });

  it('is never less than what the run pays', async () => {
    const cwd = project([rubric, duel]);
    const { stdout } = await promptops(['test', '--replay', 'off', '--format', 'json'], { cwd });
    const { run, totals }: TestReport = JSON.parse(stdout);
    expect(Number(run.estimate?.mostUsd)).toBeGreaterThan(Number(totals.costUsd));
    expect(Number(totals.costUsd)).toBeGreaterThan(0);
  });
});

describe('a budget', () => {
  it.each([
    ['a judge', [{ ...rubric, provider: 'free/judge' }], 'local/m'],
    ['an embedder', [{ ...near, provider: 'free/e' }], 'local/m'],
    ['a fallback', [{ type: 'contains', value: 'F' }], '{ id: local/m, fallback: [free/m] }'],
  ])('is refused before anything is asked where %s has no price', async (_, assert, model) => {
    const cwd = project(assert);
    writeFiles(cwd, {
      'prompts/p.prompt.yaml': `promptops: 1\nmodel: ${model}\ninputs: { a: { type: string } }\nmessages: [{ role: user, content: "{{a}}" }]\n`,
    });
    const before = server.requests.length;
    for (const flags of [[], ['--plan']]) {
      const { code, stderr } = await promptops(['test', '--max-cost', '1', ...flags], { cwd });
      expect(code).toBe(2);
      expect(stderr).toMatch(/No price is known for "free\/\w+", so no budget can be kept\./);
    }
    expect(server.requests).toHaveLength(before);
  });

  it('holds for judges: what they may cost is set aside as well', async () => {
    const cwd = project([rubric]);
    const before = server.requests.length;
    const flags = ['--max-cost', '0.1', '--concurrency', '4', '--format', 'json'];
    const { code, stdout } = await promptops(['test', '--replay', 'off', ...flags], { cwd });
    const { totals }: TestReport = JSON.parse(stdout);
    // A judge may answer at such length (128,000 tokens at $2 a million) that not one opinion fits.
    expect(code).toBe(3);
    expect(Number(totals.costUsd)).toBeLessThanOrEqual(0.1);
    expect(Object.keys(askedSince(before))).toEqual(['target local/m']);
  });
});
