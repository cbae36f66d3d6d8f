import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { type Asked, unsupportedParams, type WrittenParams } from '../../src/lint/unsupported-params.ts';

/** One value each that no model has by itself. */
const set = {
  temperature: 0.3,
  topP: 0.9,
  topK: 40,
  stopSequences: ['END'],
  seed: 11,
  frequencyPenalty: 0.5,
  presencePenalty: 0.25,
};
type Name = keyof typeof set;
const names = Object.keys(set) as readonly Name[];

const url = 'https://example.invalid';
const clientOf = ({ kind, api, name }: Asked, fetch: typeof globalThis.fetch): LanguageModelV3 => {
  if (kind === 'anthropic') return createAnthropic({ apiKey: 'k', baseURL: url, fetch })(name);
  const openai = createOpenAI({ apiKey: 'k', baseURL: url, fetch });
  return api === 'responses' ? openai.responses(name) : openai.chat(name);
};

const keys: Readonly<Record<Name, readonly string[]>> = {
  temperature: ['temperature'],
  topP: ['top_p'],
  topK: ['top_k'],
  stopSequences: ['stop', 'stop_sequences'],
  seed: ['seed'],
  frequencyPenalty: ['frequency_penalty'],
  presencePenalty: ['presence_penalty'],
};

/** The settings that the vendor's package leaves out of the request it sends. */
async function leftOut(asked: Asked, params: WrittenParams): Promise<readonly string[]> {
  let body: Record<string, unknown> = {};
  const client = clientOf(asked, async (_url, init) => {
    body = JSON.parse(String(init?.body));
    return new Response('{}', { status: 400 });
  });
  const { reasoningEffort, ...given } = params;
  const options = {
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    ...given,
    ...(typeof reasoningEffort === 'string' && { providerOptions: { openai: { reasoningEffort } } }),
  } as LanguageModelV3CallOptions;
  await Promise.resolve(client.doGenerate(options)).catch(() => null);
  expect(body['model']).toBe(asked.name);
  return names.filter((name) => given[name] !== undefined && !keys[name].some((key) => key in body));
}

const openai = (name: string, api: Asked['api'] = 'chat'): Asked => ({ kind: 'openai', api, name });
const anthropic = (name: string): Asked => ({ kind: 'anthropic', api: 'chat', name });

const asked: readonly Asked[] = [
  ...['gpt-3.5-turbo', 'gpt-4o', 'gpt-4.1-mini', 'gpt-4.1-2025-04-14', 'gpt-4o-2024-08-06'].map((name) =>
    openai(name),
  ),
  ...['o1', 'o3', 'o3-mini', 'o4-mini-2025-04-16'].map((name) => openai(name)),
  ...['gpt-5', 'gpt-5-mini', 'gpt-5-nano-2025-08-07', 'gpt-5-chat-latest', 'gpt-5.1', 'gpt-5.4-mini'].map(
    (name) => openai(name),
  ),
  ...['gpt-5.6-luna', 'gpt-6-luna', 'gpt-6-sol'].map((name) => openai(name)),
  ...['gpt-4.1', 'o3', 'gpt-5.2', 'gpt-6-sol'].map((name) => openai(name, 'responses')),
  ...['claude-3-haiku-20240307', 'claude-sonnet-4-20250514', 'claude-opus-4-1', 'claude-haiku-4-5'].map(
    anthropic,
  ),
  ...['claude-opus-4-6', 'claude-opus-4-7', 'claude-opus-4-8', 'claude-sonnet-5', 'claude-opus-5-5'].map(
    anthropic,
  ),
  ...['claude-haiku-5-5', 'claude-fable-5-1'].map(anthropic),
];

const params: readonly WrittenParams[] = [
  set,
  { ...set, reasoningEffort: 'low' },
  { ...set, reasoningEffort: 'none' },
  ...names.map((name) => ({ [name]: set[name] })),
];

describe.each(asked)('$kind/$name over $api', (one) => {
  it('is said to refuse what the vendor’s package does not send, and nothing else', async () => {
    for (const given of params) {
      const found = unsupportedParams(one, given).filter((name) => name !== 'reasoningEffort');
      expect([...found].sort(), JSON.stringify(given)).toEqual([...(await leftOut(one, given))].sort());
    }
  });
});

it('leaves alone what a model does anyway, and providers it knows nothing of', () => {
  expect(unsupportedParams(openai('gpt-5'), { temperature: 1, topP: 1, presencePenalty: 0 })).toEqual([]);
  expect(unsupportedParams({ kind: 'google', api: 'chat', name: 'gemini-3.5-flash' }, set)).toEqual([]);
  expect(
    unsupportedParams({ kind: 'openai-compatible', api: 'chat', name: 'o3' }, { temperature: 0 }),
  ).toEqual([]);
});

it('knows models that have no effort to set', () => {
  expect(unsupportedParams(openai('gpt-4o-mini'), { reasoningEffort: 'low' })).toEqual(['reasoningEffort']);
  expect(unsupportedParams(openai('o3'), { reasoningEffort: 'low' })).toEqual([]);
});
