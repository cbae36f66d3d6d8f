import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestReport } from '../../src/evals/report.ts';
import { anthropicMessage, startAnthropicServer } from '../helpers/anthropic-server.ts';
import { googleAnswer, startGoogleServer } from '../helpers/google-server.ts';
import type { HttpServer, Reply } from '../helpers/http-server.ts';
import {
  chatCompletion,
  responseObject,
  responsesMessage,
  startOpenAIServer,
} from '../helpers/openai-server.ts';
import { promptops } from '../helpers/promptops.ts';
import { createFolder } from '../helpers/repository.ts';
import { reportOf } from './worked-example.ts';

// What a case may hold beside variables, asked of servers that refuse whatever the vendors refuse.
const env = {
  OPENAI_API_KEY: 'sk-openai',
  ANTHROPIC_API_KEY: 'sk-anthropic',
  GOOGLE_GENERATIVE_AI_API_KEY: 'google-key',
};
let openai: HttpServer;
let anthropic: HttpServer;
let google: HttpServer;
let config: string;

beforeAll(async () => {
  openai = await startOpenAIServer(env.OPENAI_API_KEY);
  anthropic = await startAnthropicServer(env.ANTHROPIC_API_KEY);
  google = await startGoogleServer(env.GOOGLE_GENERATIVE_AI_API_KEY);
  config = `promptops: 1
providers:
  openai: { baseURL: "${openai.url}/v1", allowLocal: true }
  responses: { kind: openai, api: responses, baseURL: "${openai.url}/v1", allowLocal: true }
  anthropic: { baseURL: "${anthropic.url}/v1", allowLocal: true }
  google: { baseURL: "${google.url}/v1beta", allowLocal: true }
`;
});
afterAll(async () => {
  await Promise.all([openai.close(), anthropic.close(), google.close()]);
});

const toolPrompt = (model: string) => `promptops: 1
model: { id: ${model}, params: { maxOutputTokens: 100 } }
inputs: { q: { type: string } }
tools: [../tools/get_order.tool.yaml, { name: refund, parameters: { type: object } }]
toolChoice: { tool: get_order }
messages:
  - { role: system, content: You look up orders. }
  - { role: user, content: "{{q}}" }
`;
const toolTests = `promptops: 1
tests:
  - id: looked-up
    vars: { q: Where is A7? }
    toolResults: { get_order: { state: shipped, days: 2 } }
    assert:
      - { type: tool-args, value: { name: get_order, args: { number: A7 } }, mode: exact }
      - { type: is-valid-tools-call }
      - { type: icontains, value: shipped }
      - { type: cel, value: "tool_calls.size() == 1 && tool_calls[0].arguments.number == 'A7'" }
`;
const toolFile = `promptops: 1
name: get_order
description: Looks up an order by its number.
parameters: { type: object, required: [number], properties: { number: { type: string } } }
`;
const order = { number: 'A7' };
const final = 'It was shipped 2 days ago.';

const rounds: readonly (readonly [model: string, server: () => HttpServer, call: Reply, answer: Reply])[] = [
  [
    'openai/gpt-4.1-mini',
    () => openai,
    chatCompletion(
      {
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'get_order', arguments: JSON.stringify(order) },
          },
        ],
      },
      { finish: 'tool_calls' },
    ),
    chatCompletion({ content: final }),
  ],
  [
    'responses/gpt-4.1-mini',
    () => openai,
    {
      json: responseObject([
        {
          type: 'function_call',
          id: 'fc_1',
          call_id: 'call_1',
          name: 'get_order',
          arguments: JSON.stringify(order),
          status: 'completed',
        },
      ]),
    },
    { json: responseObject([responsesMessage(final)]) },
  ],
  [
    'anthropic/claude-haiku-4-5',
    () => anthropic,
    anthropicMessage([{ type: 'tool_use', id: 'toolu_1', name: 'get_order', input: order }], {
      stop: 'tool_use',
    }),
    anthropicMessage([{ type: 'text', text: final }]),
  ],
  [
    'google/gemini-2.5-flash',
    () => google,
    googleAnswer([{ functionCall: { name: 'get_order', args: order } }]),
    googleAnswer([{ text: final }]),
  ],
];

describe.each(rounds)('a tool round trip on %s', (model, server, call, answer) => {
  it('goes on after the call with the result, and replays both', async () => {
    server().reply(call, answer);
    const before = server().requests.length;
    const cwd = createFolder({
      'promptops.yaml': config,
      'prompts/order.prompt.yaml': toolPrompt(model),
      'prompts/order.test.yaml': toolTests,
      'tools/get_order.tool.yaml': toolFile,
    });
    const live = await reportOf<TestReport>(['test', '--replay', 'record'], cwd, env);
    expect(live.results[0]).toMatchObject({ outcome: 'pass', output: final, attempts: 2, error: null });
    const [first, second] = server().requests.slice(before);
    expect(first?.text).toContain('get_order');
    expect(second?.text).toContain('shipped');
    // With its result at hand the model need not call again: `toolChoice` forces the first call alone.
    expect(second?.text).toMatch(/"tool_choice":"auto"|"tool_choice":\{"type":"auto"|"mode":"AUTO"/);
    const strict = await reportOf<TestReport>(['test', '--replay', 'strict'], cwd);
    expect(strict.results[0]).toMatchObject({ outcome: 'pass', output: final, replayed: true });
    expect(server().requests).toHaveLength(before + 2);
    const { interactions } = JSON.parse(
      readFileSync(path.join(cwd, 'prompts/__recordings__/order/looked-up.json'), 'utf8'),
    );
    expect(interactions.map(({ slot }: { slot: { call?: number } }) => slot.call)).toEqual([undefined, 1]);
  });
});

it('asks turn after turn with all that was said, and asserts each answer', async () => {
  openai.reply(
    chatCompletion({ content: 'Hello, who are you?' }),
    chatCompletion({ content: 'Hi Ada.' }),
    chatCompletion({ content: 'Bye Ada.' }),
  );
  const before = openai.requests.length;
  const cwd = createFolder({
    'promptops.yaml': config,
    'prompts/talk.prompt.yaml':
      'promptops: 1\nmodel: openai/gpt-4.1-mini\nmessages: [{ role: user, content: Hello }]\n',
    'prompts/talk.test.yaml': `promptops: 1
tests:
  - id: talk
    turns:
      - assert: [{ type: contains, value: who are you }]
      - { user: I am Ada., assert: [{ type: contains, value: Ada }, { type: contains, value: Bob, metric: knows Bob }] }
      - { user: Bye. }
    assert: [{ type: starts-with, value: Bye }]
`,
  });
  const { stdout, code } = await promptops(['test', '--replay', 'record'], { cwd, env });
  expect(code).toBe(1);
  expect(stdout).toContain('contains (knows Bob) turn 2  Output does not contain "Bob"');
  expect(openai.requests.slice(before).map(({ body }) => body.messages.length)).toEqual([1, 3, 5]);
  expect(openai.requests.at(-1)?.body.messages).toEqual([
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hello, who are you?' },
    { role: 'user', content: 'I am Ada.' },
    { role: 'assistant', content: 'Hi Ada.' },
    { role: 'user', content: 'Bye.' },
  ]);
  expect((await promptops(['test', '--replay', 'strict'], { cwd })).code).toBe(1);
});

it.each([
  ['openai/gpt-4.1-mini', () => openai, () => chatCompletion({ content: 'A cat.' })],
  ['anthropic/claude-haiku-4-5', () => anthropic, () => anthropicMessage([{ type: 'text', text: 'A cat.' }])],
  ['google/gemini-2.5-flash', () => google, () => googleAnswer([{ text: 'A cat.' }])],
] as const)(
  'sends pictures and papers to %s, and records only their digests',
  async (model, server, answer) => {
    server().reply(answer());
    const [png, pdf] = [Buffer.from('\x89PNG picture', 'latin1'), Buffer.from('%PDF-1.7 paper')];
    const cwd = createFolder({
      'promptops.yaml': config,
      'img/cat.png': png,
      'img/paper.pdf': pdf,
      'prompts/see.prompt.yaml': `promptops: 1
model: ${model}
inputs: { shot: { type: image }, paper: { type: file, optional: true } }
messages:
  - role: user
    content:
      - text: What is this?
      - image: "{{shot}}"
      - file: "{{paper}}"
`,
      'prompts/see.test.yaml': `promptops: 1
tests:
  - id: cat
    vars: { shot: { file: ../img/cat.png }, paper: { file: ../img/paper.pdf } }
    assert: [{ type: contains, value: cat }]
`,
    });
    const report = await reportOf<TestReport>(['test', '--replay', 'record'], cwd, env);
    expect(report.results[0]).toMatchObject({ outcome: 'pass', error: null });
    const sent = server().requests.at(-1)?.text ?? '';
    for (const media of [png, pdf]) expect(sent).toContain(media.toString('base64'));
    const recorded = readFileSync(path.join(cwd, 'prompts/__recordings__/see/cat.json'), 'utf8');
    for (const media of [png, pdf]) expect(recorded).not.toContain(media.toString('base64'));
    expect(recorded).toMatch(/sha256:[0-9a-f]{64}/);
  },
);

it('stores a placeholder for a sensitive value, and computes the key over the value itself', async () => {
  openai.reply(chatCompletion({ content: 'Your card 4111-secret is blocked.' }));
  const tests = (card: string) =>
    `promptops: 1\ntests: [{ id: blocked, vars: { card: ${card} }, assert: [{ type: contains, value: ${card} }] }]\n`;
  const files = {
    'promptops.yaml': config,
    'prompts/card.prompt.yaml':
      'promptops: 1\nmodel: openai/gpt-4.1-mini\ninputs: { card: { type: string, sensitive: true } }\nmessages: [{ role: user, content: "Block {{card}}" }]\n',
    'prompts/card.test.yaml': tests('4111-secret'),
  };
  const cwd = createFolder(files);
  const live = await promptops(['test', '--replay', 'record', '--format', 'json'], { cwd, env });
  expect(live.code).toBe(0);
  const recording = path.join(cwd, 'prompts/__recordings__/card/blocked.json');
  const text = readFileSync(recording, 'utf8');
  expect(text).toContain('[sensitive:card]');
  expect(text + live.stdout).not.toContain('4111-secret');
  expect(openai.requests.at(-1)?.text).toContain('4111-secret');
  // The case has its value again when it is replayed: the assertion looks for it.
  expect((await promptops(['test', '--replay', 'strict'], { cwd })).code).toBe(0);
  const other = createFolder({
    ...files,
    'prompts/card.test.yaml': tests('4222-secret'),
    'prompts/__recordings__/card/blocked.json': text,
  });
  expect((await promptops(['test', '--replay', 'strict'], { cwd: other })).code).toBe(3);
});
