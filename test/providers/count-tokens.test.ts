import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVendorCounter, type VendorCounter } from '../../src/providers/count-tokens.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import type { ModelRequest } from '../../src/render/request.ts';
import { counts, startCountServer } from '../helpers/count-server.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { configOf, errorOf, never, requestOf, system, user } from './model-call.ts';

const key = 'sk-canary-0123456789abcdefghij';
let server: HttpServer;
beforeAll(async () => {
  server = await startCountServer(key);
});
afterAll(() => server.close());

const env = { OPENAI_API_KEY: key, ANTHROPIC_API_KEY: key, GOOGLE_GENERATIVE_AI_API_KEY: key };
const at = (kind: string, path: string) =>
  configOf(kind, { baseURL: `${server.url}${path}`, allowLocal: true, apiKey: 'THE_KEY' });

async function counting<Result>(
  use: (counter: VendorCounter) => Promise<Result>,
  cache = new Map<string, Completion>(),
  keys: Record<string, string> = { ...env, THE_KEY: key },
): Promise<Result> {
  const counter = createVendorCounter({
    providers: {
      openai: at('openai', '/v1'),
      anthropic: at('anthropic', '/v1'),
      google: at('google', '/v1beta'),
    },
    env: keys,
    cache: {
      get: async (name) => cache.get(name) ?? null,
      put: async (name, completion) => void cache.set(name, completion),
    },
    signal: never,
  });
  try {
    return await use(counter);
  } finally {
    await counter.close();
  }
}

/** Everything that decides a count: system, few-shot, tools, a schema, an image, settings that do not. */
const full: Partial<ModelRequest> = {
  messages: [
    system('Be brief.'),
    user('Hello'),
    { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image', mediaType: 'image/png', base64: 'iVBORw0KGgo=' },
      ],
    },
  ],
  params: { temperature: 0, maxOutputTokens: 64, topP: 0.5 },
  tools: [
    {
      name: 'look_up',
      description: 'Finds an order.',
      parameters: {
        type: 'object',
        properties: { id: { type: 'string' } },
        required: ['id'],
        additionalProperties: false,
      },
    },
  ],
  toolChoice: 'auto',
  output: {
    format: 'json',
    name: 'answer',
    strict: true,
    schema: {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    },
  },
};

const models = [
  ['openai', 'openai/gpt-4.1-mini'],
  ['anthropic', 'anthropic/claude-sonnet-4-5'],
  ['google', 'google/gemini-2.5-flash'],
] as const;

describe.each(models)('%s', (vendor, model) => {
  it('counts a whole request, in the form its counting endpoint takes', async () => {
    server.reply(counts[vendor](1234));
    expect(await counting((counter) => counter.count(requestOf(model, full)))).toBe(1234);
    expect(await counting((counter) => counter.count(requestOf(model)))).toBe(1234);
  });

  it('is asked once for one request', async () => {
    const cache = new Map<string, Completion>();
    const before = server.requests.length;
    server.reply(counts[vendor](10), counts[vendor](20));
    const ask = (counter: VendorCounter) => counter.count(requestOf(model, full));
    expect(await counting(ask, cache)).toBe(10);
    // From the cache, even where no key is left.
    expect(await counting(ask, cache, {})).toBe(10);
    expect(await counting((counter) => counter.count(requestOf(model)), cache)).toBe(20);
    expect(server.requests.length - before).toBe(2);
  });

  it.each([
    [{ status: 401, json: { error: { message: `bad key ${key}` } } }],
    [{ json: {} }],
    [{ json: { input_tokens: -1, totalTokens: 'x' } }],
    [{ text: '<html>' }],
  ])('an answer without a count is an error that shows no key: %j', async (reply) => {
    server.reply(reply);
    const error = await errorOf(counting((counter) => counter.count(requestOf(model))));
    expect(error).toMatchObject({ code: 'provider' });
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain(key);
  });

  it('without a key nothing is sent', async () => {
    const before = server.requests.length;
    const error = await errorOf(counting((counter) => counter.count(requestOf(model)), new Map(), {}));
    expect(error).toMatchObject({ code: 'missing-key' });
    expect(server.requests.length).toBe(before);
  });
});

it('a provider that counts for nobody says null', async () => {
  expect(await counting((counter) => counter.count(requestOf('echo/x')))).toBeNull();
});
