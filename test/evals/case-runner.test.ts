import { describe, expect, it } from 'vitest';
import type { Score, Subject } from '../../src/evals/assertion.ts';
import { type CasePorts, runCase } from '../../src/evals/case-runner.ts';
import { type Job, jobKey } from '../../src/evals/job.ts';
import type { ModelCall } from '../../src/evals/provider.ts';
import type { Price } from '../../src/meter/prices.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { AssertionSpec } from '../../src/model/test-file.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import type { Prompt } from '../../src/render/prompt.ts';
import { completion, testCase, toolCall } from './values.ts';

const prompt: Prompt = {
  id: 'greet',
  model: { id: 'openai/m', fallback: [] },
  params: {},
  inputs: {},
  output: { format: 'text', name: null, strict: false, schema: null },
  tools: [],
  toolChoice: null,
  examples: [],
  messages: [
    {
      type: 'message',
      id: null,
      role: 'user',
      cache: false,
      content: [
        { type: 'text', text: { source: 'Hi', tree: [{ type: 'text', text: 'Hi', at: 0, end: 2 }] } },
      ],
    },
  ],
  partials: {},
  variants: {},
  locales: {},
  models: {},
};

const spec = (more: Partial<AssertionSpec> = {}): AssertionSpec => ({
  type: 'contains',
  negated: false,
  threshold: null,
  weight: 1,
  metric: null,
  transform: null,
  critical: false,
  options: {},
  at: testCase().at,
  yamlPath: ['tests', 0, 'assert', 0],
  ...more,
});

type Check = (subject: Subject) => Partial<Score>;
const assertion = (check: Check, more: Partial<AssertionSpec> = {}) => ({
  spec: spec(more),
  scorer: (subject: Subject): Score => ({ pass: true, score: 1, message: '', ...check(subject) }),
});

const job = (more: Partial<Job> = {}): Job => ({
  key: jobKey({ model: 'openai/m', locale: null, variant: null, repeat: 0 }, 'greet', 'refund'),
  prompt,
  inputs: {},
  digest: 'sha256:0',
  case: testCase(),
  model: 'openai/m',
  locale: null,
  variant: null,
  repeat: 0,
  assertions: { final: [assertion(() => ({}))], turns: [], stream: false },
  vars: () => ({}),
  ...more,
});

const price: Price = {
  input: 1,
  output: 10,
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  tiers: [],
  perThousandRequests: null,
  batchFactor: null,
};

/** Runs a job over answers given in order. */
async function run(given: Job, answers: readonly Partial<Completion>[], more: Partial<CasePorts> = {}) {
  const calls: ModelCall[] = [];
  const result = await runCase(given, {
    provider: {
      id: 'scripted',
      async complete(call) {
        calls.push(call);
        return completion(answers[calls.length - 1]);
      },
    },
    price,
    target: () => Promise.reject(new Error('Nobody judges.')),
    signal: new AbortController().signal,
    emit: () => {},
    redact: (text) => text,
    ...more,
  });
  return { result, calls };
}

const seen: Subject[] = [];
const watch = assertion((subject) => {
  seen.push(subject);
  return {};
});

describe('runCase', () => {
  it('adds up what all answers of a case cost and used; paid is only what was asked for', async () => {
    const turns = [{ user: 'More', assert: [], at: testCase().at }];
    const { result } = await run(job({ case: testCase({ turns }) }), [
      { replayed: true, origin: 'live' },
      { text: 'End' },
    ]);
    // 100 input tokens at $1 and 20 output tokens at $10 a million are $0.0003 an answer.
    expect(result).toMatchObject({
      outcome: 'pass',
      output: 'End',
      costUsd: '0.0006',
      paidUsd: '0.0003',
      replayed: false,
      attempts: 2,
      usage: { input: { total: 200 }, output: { total: 40 } },
    });
  });

  it('a case of replayed answers is replayed, and of one sample a sample', async () => {
    const turns = [{ user: 'More', assert: [], at: testCase().at }];
    const { result } = await run(job({ case: testCase({ turns }) }), [
      { replayed: true, origin: 'live' },
      { replayed: true, origin: 'sample' },
    ]);
    expect(result).toMatchObject({ replayed: true, origin: 'sample' });
    expect(result).not.toHaveProperty('paidUsd');
  });

  it('says by digest what was asked about and in which request, no sensitive value in it', async () => {
    const secret = { kind: 'json', schema: {}, optional: false, sensitive: true } as const;
    const inputs = { mail: secret } as unknown as Job['inputs'];
    const asked = (mail: string) =>
      run(job({ prompt: { ...prompt, inputs }, inputs, vars: () => ({ mail }) }), [
        { key: 'sha256:1' },
        { key: 'sha256:2' },
      ]);
    const [{ result }, other] = [await asked('ada@example.com'), await asked('bob@example.com')];
    expect(result).toMatchObject({
      input: sha256('{"mail":"[sensitive:mail]"}'),
      request: 'sha256:1',
    });
    expect(other.result.input).toBe(result.input);
    expect(result).not.toHaveProperty('recordedAt');
  });

  it.each<[readonly (string | undefined)[], string | null]>([
    [['2026-02-01', '2026-01-01'], '2026-01-01'],
    [['2026-02-01', undefined], null],
    [[undefined, '2026-02-01'], null],
  ])('answers recorded %j are as old as the oldest', async (dates, oldest) => {
    const turns = [{ user: 'More', assert: [], at: testCase().at }];
    const answers = dates.map((recordedAt) => ({ replayed: true, ...(recordedAt ? { recordedAt } : {}) }));
    const { result } = await run(job({ case: testCase({ turns }) }), answers);
    expect(result.recordedAt).toBe(oldest);
  });

  it.each<[string, Partial<Completion>, Price | null, string | null]>([
    ['no known price', {}, null, null],
    ['no usage', { usage: null }, price, null],
    ['no usage of a model that is free', { usage: null }, { ...price, input: 0, output: 0 }, '0'],
    ['usage and price', {}, price, '0.0003'],
  ])('%s costs', async (_, answer, known, costUsd) => {
    const { result } = await run(job(), [answer], { price: known });
    expect(result.costUsd).toBe(costUsd);
  });

  it('shows assertions the parsed answer of a JSON prompt, the text, the cost and every tool call', async () => {
    seen.length = 0;
    const json: Prompt = { ...prompt, output: { ...prompt.output, format: 'json' } };
    const given = job({
      prompt: json,
      case: testCase({ toolResults: { look: 1 }, expected: 'x' }),
      assertions: { final: [watch], turns: [], stream: false },
    });
    await run(given, [{ text: '', toolCalls: [toolCall('look', {})] }, { text: '{"a":1}' }]);
    await run({ ...given, prompt: json }, [{ text: 'not json' }]);
    expect(seen).toMatchObject([
      { output: { a: 1 }, text: '{"a":1}', toolCalls: [{ name: 'look' }], costUsd: '0.0006', expected: 'x' },
      { output: 'not json', text: 'not json' },
    ]);
  });

  it('scores each turn by its own assertions and the last answer by those of the case', async () => {
    const turns = [
      { user: null, assert: [], at: testCase().at },
      { user: 'More', assert: [], at: testCase().at },
    ];
    const says = (text: string) =>
      assertion((subject) => ({ pass: subject.text === text, score: subject.text === text ? 1 : 0 }));
    const { result } = await run(
      job({
        case: testCase({ turns }),
        assertions: {
          final: [says('Two')],
          turns: [[says('One')], [says('Two'), says('Three')]],
          stream: true,
        },
      }),
      [{ text: 'One' }, { text: 'Two' }],
    );
    expect(result.assertions.map(({ turn, index, pass }) => [turn, index, pass])).toEqual([
      [0, 0, true],
      [1, 0, true],
      [1, 1, false],
      [null, 0, true],
    ]);
    expect(result).toMatchObject({ outcome: 'fail', score: 0.75 });
  });

  it('an assertion that cannot say makes the case an error, and the others are still shown', async () => {
    const throws = {
      spec: spec({ type: 'cel' }),
      scorer: () => {
        throw new RangeError('too deep');
      },
    };
    const { result } = await run(
      job({ assertions: { final: [throws, assertion(() => ({}))], turns: [], stream: false } }),
      [{}],
    );
    expect(result.outcome).toBe('error');
    expect(result.error?.message).toContain('too deep');
    expect(result.assertions.map(({ pass }) => pass)).toEqual([null, true]);
  });

  it('measures that do not count on a replayed answer leave the case without a verdict', async () => {
    const latency = assertion(() => ({ uncounted: true }), { type: 'latency' });
    const { result } = await run(job({ assertions: { final: [latency], turns: [], stream: false } }), [
      { replayed: true },
    ]);
    expect(result).toMatchObject({ outcome: 'skip', score: null });
  });

  it('copies the metadata of a case, without its sensitive values', async () => {
    const metadata = { ticket: 'T-1', who: 'Ada Lovelace' };
    const inputs: Prompt['inputs'] = {
      name: { kind: 'json', schema: {}, optional: false, trust: 'trusted', sensitive: true, maxTokens: null },
    };
    const { result } = await run(
      job({
        case: testCase({ metadata }),
        inputs,
        prompt: { ...prompt, inputs },
        vars: () => ({ name: 'Ada Lovelace' }),
      }),
      [{}],
    );
    expect(result.metadata).toEqual({ ticket: 'T-1', who: '[sensitive:name]' });
    expect((await run(job(), [{}])).result).not.toHaveProperty('metadata');
  });

  it('what cannot be rendered is an error with the variables it lacks, and asks nobody', async () => {
    const needs: Prompt = {
      ...prompt,
      inputs: {
        name: {
          kind: 'json',
          schema: true,
          optional: false,
          trust: 'trusted',
          sensitive: false,
          maxTokens: null,
        },
      },
    };
    const { result, calls } = await run(job({ prompt: needs, inputs: needs.inputs }), []);
    expect(result).toMatchObject({
      outcome: 'error',
      error: { code: 'invalid-vars' },
      costUsd: '0',
      attempts: 0,
    });
    expect(calls).toEqual([]);
  });

  it('says where its calls belong, and streams only when somebody measures the first token', async () => {
    const { calls } = await run(
      job({ locale: null, repeat: 2, assertions: { final: [watch], turns: [], stream: true } }),
      [{}],
    );
    expect(calls[0]).toMatchObject({
      prompt: 'greet',
      case: 'refund',
      stream: true,
      slot: { role: 'target', model: 'openai/m', repeat: 2 },
    });
    expect(Object.keys(calls[0]?.slot ?? {})).toEqual(['role', 'model', 'repeat']);
  });
});
