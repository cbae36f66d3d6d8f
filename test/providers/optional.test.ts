import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../src/evals/provider.ts';
import type { ProviderConfig } from '../../src/model/config.ts';
import { connect } from '../../src/providers/connect.ts';
import { vertexBaseURL } from '../../src/providers/google-vertex.ts';
import { createTransport } from '../../src/providers/transport.ts';
import { cohereAnswer } from '../helpers/cohere-server.ts';
import { googleAnswer } from '../helpers/google-server.ts';
import { type HttpServer, startHttpServer } from '../helpers/http-server.ts';
import { mistralAnswer } from '../helpers/mistral-server.ts';
import { chatCompletion } from '../helpers/openai-server.ts';
import { callOf, configOf, errorOf, never, user } from './model-call.ts';

const loadPackage = createRequire(import.meta.url);
const transport = createTransport({});
afterAll(() => transport.close());

let server: HttpServer;
beforeEach(async () => {
  server = await startHttpServer(() => null);
});
afterEach(() => server.close());

const provider = (config: ProviderConfig, model = 'm') =>
  connect(`mine/${model}`, {
    providers: { mine: { ...config, baseURL: config.baseURL ?? server.url, allowLocal: true, apiKey: 'K' } },
    env: { K: 'secret-key' },
    transport,
    loadPackage,
  });

describe.each([
  ['amazon-bedrock', '@ai-sdk/amazon-bedrock@4'],
  ['azure', '@ai-sdk/azure@3'],
  ['cohere', '@ai-sdk/cohere@3'],
  ['google-vertex', '@ai-sdk/google-vertex@4'],
  ['mistral', '@ai-sdk/mistral@3'],
])('%s', (kind, wanted) => {
  const asked = {
    providers: { mine: configOf(kind, { baseURL: 'https://x.example' }) },
    env: {
      AWS_BEARER_TOKEN_BEDROCK: 'k',
      AZURE_API_KEY: 'k',
      COHERE_API_KEY: 'k',
      MISTRAL_API_KEY: 'k',
      GOOGLE_VERTEX_API_KEY: 'k',
    },
    transport,
  };

  it('says in one line how its package is installed', async () => {
    const error = await errorOf(connect('mine/m', { ...asked, loadPackage: () => null }));
    expect(error).toMatchObject({ code: 'missing-package', hint: `npm i -D ${wanted}` });
    expect((error as Error).message).toMatch(/^"@ai-sdk\/[\w-]+" is not installed.*[^\n]$/);
  });

  it('refuses a package of another time', async () => {
    const old = () => ({ specificationVersion: 'v2' });
    const vendor = Object.assign(old, { chat: old });
    const loadPackage = () => ({
      createAmazonBedrock: () => vendor,
      createAzure: () => vendor,
      createCohere: () => vendor,
      createMistral: () => vendor,
      createVertex: () => vendor,
    });
    expect(await errorOf(connect('mine/m', { ...asked, loadPackage }))).toMatchObject({
      code: 'missing-package',
      hint: `npm i -D ${wanted}`,
    });
  });
});

describe('azure', () => {
  it.each([
    [{}, 'gpt-4.1', '/chat/completions', 'gpt-4.1'],
    [{ deployments: { 'gpt-4.1': 'ours' } }, 'gpt-4.1', '/chat/completions', 'ours'],
    [
      { deployments: { 'gpt-4.1': 'ours' }, apiVersion: '2024-10-21' },
      'gpt-4.1',
      '/deployments/ours/chat/completions?api-version=2024-10-21',
      'ours',
    ],
  ])('%j asks the deployment of the model', async (settings, model, path, sent) => {
    server.reply(chatCompletion({ content: 'ok' }));
    await (await provider(configOf('azure', { settings }), model)).complete(callOf(`mine/${model}`), never);
    expect(server.requests[0]).toMatchObject({ path, body: { model: sent } });
    expect(server.requests[0]?.headers['api-key']).toBe('secret-key');
  });

  it('knows by the model, not by the deployment, what reasons', async () => {
    server.reply(chatCompletion({ content: 'ok' }));
    const settings = { deployments: { 'gpt-5-mini': 'ours' } };
    const params = { maxOutputTokens: 50, temperature: 0.5 };
    const reasoning = await provider(configOf('azure', { settings }), 'gpt-5-mini');
    const { warnings } = await reasoning.complete(callOf('mine/gpt-5-mini', { params }), never);
    expect(server.requests[0]?.body).toMatchObject({ model: 'ours', max_completion_tokens: 50 });
    expect(warnings.join()).toContain('"temperature"');
  });

  it('goes to the resource it names, and needs one', async () => {
    const urls: string[] = [];
    const watched = {
      ...transport,
      send: (request: { readonly url: URL }) => {
        urls.push(request.url.href);
        return Promise.reject(new Error('Not sent.'));
      },
    };
    const ask = (settings: object) =>
      connect('azure/gpt-4.1', {
        providers: { azure: configOf('azure', { settings: { ...settings } }) },
        env: { AZURE_API_KEY: 'k' },
        transport: watched,
        loadPackage,
      });
    await errorOf((await ask({ resource: 'acme-eu' })).complete(callOf('azure/gpt-4.1'), never));
    expect(urls).toEqual(['https://acme-eu.openai.azure.com/openai/v1/chat/completions?api-version=v1']);
    expect(await errorOf(ask({}))).toMatchObject({ code: 'invalid-project' });
    expect(await errorOf(ask({ resource: 'a', region: 'eu' }))).toMatchObject({ code: 'invalid-project' });
  });
});

describe('google-vertex', () => {
  it('sends an access token as one where there is a project, and a key as a key', async () => {
    server.reply(googleAnswer([{ text: 'ok' }]));
    for (const settings of [{ project: 'acme', location: 'europe-west4' }, {}])
      await (await provider(configOf('google-vertex', { settings }), 'gemini-2.5-flash')).complete(
        callOf('mine/gemini-2.5-flash'),
        never,
      );
    const [token, plain] = server.requests;
    expect(token?.headers).toMatchObject({ authorization: 'Bearer secret-key' });
    expect(token?.headers).not.toHaveProperty('x-goog-api-key');
    expect(plain?.headers).toMatchObject({ 'x-goog-api-key': 'secret-key' });
    expect(plain?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    [
      { project: 'acme', location: 'europe-west4' },
      'https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/acme/locations/europe-west4/publishers/google',
    ],
    [
      { project: 'acme' },
      'https://aiplatform.googleapis.com/v1beta1/projects/acme/locations/global/publishers/google',
    ],
    [{}, 'https://aiplatform.googleapis.com/v1/publishers/google'],
  ])('%j is asked at %s', (settings, url) => {
    const config = configOf('google-vertex', { settings: { ...settings } });
    expect(vertexBaseURL({ name: 'v', model: 'm', kind: 'google-vertex', config })).toBe(url);
  });
});

it('a location needs a project', async () => {
  const asked = {
    providers: { v: configOf('google-vertex', { settings: { location: 'eu' } }) },
    env: { GOOGLE_VERTEX_API_KEY: 'k' },
    transport,
    loadPackage,
  };
  expect(await errorOf(connect('v/m', asked))).toMatchObject({ code: 'invalid-project' });
});

describe('mistral', () => {
  it('sends the prompt as it stands where JSON is asked for without a schema', async () => {
    server.reply(mistralAnswer({ content: '{}' }));
    const output = { format: 'json', name: null, strict: false, schema: null } as const;
    await (await provider(configOf('mistral'))).complete(
      callOf('mine/m', { output, messages: [user('Hi')] }),
      never,
    );
    expect(server.requests[0]?.body).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      response_format: { type: 'json_object' },
    });
  });

  it.each(['high', 'none'])('sends the effort "%s"', async (reasoningEffort) => {
    server.reply(mistralAnswer({ content: 'ok' }));
    const asked = await provider(configOf('mistral'));
    const { warnings } = await asked.complete(callOf('mine/m', { params: { reasoningEffort } }), never);
    expect(server.requests[0]?.body).toMatchObject({ reasoning_effort: reasoningEffort });
    expect(warnings).toEqual([]);
  });

  it('leaves what it thought out of the answer', async () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] };
    server.reply(mistralAnswer({ content: [thinking, { type: 'text', text: 'Yes.' }] }));
    const { text, usage } = await (await provider(configOf('mistral'))).complete(callOf('mine/m'), never);
    expect(text).toBe('Yes.');
    expect(usage?.output).toEqual({ total: 20, reasoning: 12 });
  });
});

describe('cohere', () => {
  it.each([
    ['high', 'enabled'],
    ['none', 'disabled'],
  ])('the effort "%s" is thinking %s', async (reasoningEffort, type) => {
    server.reply(cohereAnswer({ content: [{ type: 'text', text: 'ok' }] }));
    const asked = await provider(configOf('cohere'));
    const { warnings } = await asked.complete(callOf('mine/m', { params: { reasoningEffort } }), never);
    expect(server.requests[0]?.body).toMatchObject({ thinking: { type } });
    expect(warnings).toEqual([]);
  });

  it('counts what is billed, and leaves out of the answer what it thought', async () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'Yes.' },
    ];
    server.reply(cohereAnswer({ content }));
    const { text, usage } = await (await provider(configOf('cohere'))).complete(callOf('mine/m'), never);
    expect(text).toBe('Yes.');
    expect(usage?.input).toEqual({ total: 100, cacheRead: 64, cacheWrite: 0 });
  });

  it('sends what was said beside a call, and the one tool that must be called', async () => {
    server.reply(cohereAnswer({ content: [{ type: 'text', text: 'ok' }] }));
    const parameters = { type: 'object', properties: {} } as const;
    const tools = ['look', 'find'].map((name) => ({ name, description: null, parameters }));
    const toolCalls = [{ id: 'c1', name: 'look', arguments: {}, valid: true }];
    const content = [{ type: 'text', text: 'I look.' }] as const;
    const messages = [user('Where?'), { role: 'assistant', content, toolCalls } as const];
    const asked = await provider(configOf('cohere'));
    await asked.complete(callOf('mine/m', { messages, tools, toolChoice: { tool: 'find' } }), never);
    const { body } = server.requests[0] ?? {};
    expect(body.messages[1]).toMatchObject({ content: 'I look.', tool_calls: [{ id: 'c1' }] });
    expect(body).toMatchObject({ tools: [{ function: { name: 'find' } }], tool_choice: 'REQUIRED' });
  });

  it('refuses files, which the package would send as their base64', async () => {
    const file = { type: 'file', mediaType: 'text/plain', base64: 'aGk=', name: 'a.txt' } as const;
    const asked = await provider(configOf('cohere'));
    const error = await errorOf(
      asked.complete(callOf('mine/m', { messages: [{ role: 'user', content: [file] }] }), never),
    );
    expect(failureOf(error)).toMatchObject({ kind: 'invalid-request', retryable: false });
    expect(server.requests).toEqual([]);
  });
});
