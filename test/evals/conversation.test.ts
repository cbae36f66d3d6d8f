import { describe, expect, it } from 'vitest';
import { type Answer, converse, type Exchange, turnOf } from '../../src/evals/conversation.ts';
import type { ModelCall, Provider } from '../../src/evals/provider.ts';
import type { Case, Turn } from '../../src/model/test-file.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import type { ChatMessage, ModelRequest } from '../../src/render/request.ts';
import { completion, testCase, toolCall } from './values.ts';

const user = (text: string): ChatMessage => ({ role: 'user', content: [{ type: 'text', text }] });
const system: ChatMessage = { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] };
const requestOf = (messages: readonly ChatMessage[]): ModelRequest => ({
  model: 'echo/x',
  messages,
  params: {},
  tools: [],
  toolChoice: null,
  output: { format: 'text', name: null, strict: false, schema: null },
});
const turn = (text: string | null): Turn => ({ user: text, assert: [], at: testCase().at });

/** Answers from a list and keeps what it was asked. */
function scripted(answers: readonly Partial<Completion>[]): { provider: Provider; calls: ModelCall[] } {
  const calls: ModelCall[] = [];
  const provider: Provider = {
    id: 'scripted',
    async complete(call) {
      calls.push(call);
      const answer = answers[calls.length - 1];
      if (!answer) throw new Error(`Nobody scripted call ${calls.length}.`);
      return completion(answer);
    },
  };
  return { provider, calls };
}

async function run(one: Partial<Case>, request: ModelRequest, answers: readonly Partial<Completion>[]) {
  const { provider, calls } = scripted(answers);
  const seen: string[] = [];
  const exchange: Exchange = {
    prompt: 'p',
    case: testCase(one),
    request,
    slot: { role: 'target', model: 'echo/x', locale: 'fr', repeat: 1 },
    provider,
    sensitive: {},
    stream: false,
    onRetry: () => {},
    onAnswer: ({ text }) => seen.push(text),
  };
  const out: Answer[] = [];
  for await (const answer of converse(exchange, new AbortController().signal)) out.push(answer);
  return { out, calls, seen };
}

const texts = (call: ModelCall | undefined) =>
  call?.request.messages.map(
    ({ role, content }) => `${role}: ${content.map((part) => ('text' in part ? part.text : '')).join('')}`,
  );

describe('converse', () => {
  it('a case without turns is one call without a turn in its slot', async () => {
    const request = requestOf([system, user('Hi')]);
    const { out, calls } = await run({}, request, [{ text: 'Hello' }]);
    expect(calls.map(({ slot }) => slot)).toEqual([
      { role: 'target', model: 'echo/x', locale: 'fr', repeat: 1 },
    ]);
    expect(calls[0]?.request).toBe(request);
    expect(out).toMatchObject([{ turn: null, more: false, completion: { text: 'Hello' } }]);
  });

  it('asks the rendered prompt first when it ends in a user message, then each turn with all that was said', async () => {
    const { out, calls } = await run(
      { turns: [turn('And then?'), turn('Really?')] },
      requestOf([system, user('Hi')]),
      [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }],
    );
    expect(calls.map(({ slot }) => slot.turn)).toEqual([0, 1, 2]);
    expect(texts(calls[2])).toEqual([
      'system: Be kind.',
      'user: Hi',
      'assistant: One',
      'user: And then?',
      'assistant: Two',
      'user: Really?',
    ]);
    expect(out.map(({ turn: number, more }) => [number, more])).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
  });

  it('a prompt that ends otherwise waits for the first turn', async () => {
    const { calls } = await run({ turns: [turn('Hi')] }, requestOf([system]), [{ text: 'Hello' }]);
    expect(calls.map(({ slot }) => slot.turn)).toEqual([0]);
    expect(texts(calls[0])).toEqual(['system: Be kind.', 'user: Hi']);
  });

  it('gives tools their results and asks again, and counts every call of the case', async () => {
    const call = toolCall('get_order', { id: 7 });
    const { out, calls, seen } = await run(
      { toolResults: { get_order: { state: 'sent' }, look: 'plain' } },
      requestOf([user('Where?')]),
      [
        { text: '', toolCalls: [call] },
        { text: 'wait', toolCalls: [toolCall('look', {}), call] },
        { text: 'Sent.' },
      ],
    );
    expect(calls.map(({ slot }) => slot.call)).toEqual([undefined, 1, 2]);
    expect(calls[1]?.request.messages.slice(1)).toEqual([
      { role: 'assistant', content: [], toolCalls: [call] },
      {
        role: 'tool',
        content: [{ type: 'text', text: '{"state":"sent"}' }],
        toolCallId: call.id,
        toolName: 'get_order',
      },
    ]);
    expect(texts(calls[2])?.slice(3)).toEqual(['assistant: wait', 'tool: plain', 'tool: {"state":"sent"}']);
    expect(out).toMatchObject([
      {
        completion: { text: 'Sent.' },
        toolCalls: [{ name: 'get_order' }, { name: 'look' }, { name: 'get_order' }],
      },
    ]);
    expect(seen).toEqual(['', 'wait', 'Sent.']);
  });

  it.each([
    ['required', ['required', 'auto', 'auto', 'required']],
    [{ tool: 'find' }, [{ tool: 'find' }, 'auto', 'auto', { tool: 'find' }]],
    ['none', ['none', 'none', 'none', 'none']],
    [null, [null, null, null, null]],
  ] as const)(
    'a model that had to call a tool (%j) may answer with the result at hand',
    async (toolChoice, sent) => {
      const call = { toolCalls: [toolCall('find', {})] };
      const { calls } = await run(
        { toolResults: { find: 1 }, turns: [turn('And now?')] },
        { ...requestOf([user('Hi')]), toolChoice },
        [call, call, { text: 'Found.' }, { text: 'Again.' }],
      );
      expect(calls.map(({ request }) => request.toolChoice)).toEqual(sent);
    },
  );

  it('a call without a result ends the turn', async () => {
    const { out, calls } = await run({ toolResults: { other: 1 } }, requestOf([user('Where?')]), [
      { toolCalls: [toolCall('get_order', {})] },
    ]);
    expect(calls).toHaveLength(1);
    expect(out[0]?.completion.toolCalls).toHaveLength(1);
  });

  it('a name every object has is no result', async () => {
    const { calls } = await run({ toolResults: {} }, requestOf([user('Where?')]), [
      { toolCalls: [toolCall('toString', {})] },
    ]);
    expect(calls).toHaveLength(1);
  });

  it('and no further turn can be asked after it', async () => {
    const asked = run({ turns: [turn('And?')] }, requestOf([user('Where?')]), [
      { toolCalls: [toolCall('get_order', {})] },
    ]);
    await expect(asked).rejects.toMatchObject({
      code: 'provider',
      message: expect.stringContaining('"get_order"'),
    });
  });

  it('stops a model that calls tools for ever, and says so', async () => {
    const endless = Array.from({ length: 20 }, () => ({ toolCalls: [toolCall('get_order', {})] }));
    const { out, calls } = await run({ toolResults: { get_order: 1 } }, requestOf([user('Where?')]), endless);
    expect(calls).toHaveLength(11);
    expect(out[0]?.completion.warnings).toEqual([expect.stringContaining('after 10 rounds')]);
  });
});

describe('turnOf', () => {
  it.each<[string, readonly ChatMessage[], readonly (string | null)[], readonly number[]]>([
    ['after a rendered user message', [user('Hi')], ['a', 'b'], [1, 2]],
    ['looking at the first answer', [user('Hi')], [null, 'a'], [0, 1]],
    ['starting the conversation', [system], ['a', 'b'], [0, 1]],
  ])('%s', (_, messages, users, expected) => {
    const turns = users.map(turn);
    expect(turns.map((_, entry) => turnOf(requestOf(messages), turns, entry))).toEqual(expected);
  });
});
