import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../src/evals/provider.ts';
import type { ProviderConfig } from '../../src/model/config.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport } from '../../src/providers/transport.ts';
import { awsSignature } from '../helpers/aws-signature.ts';
import {
  bedrockAnswer,
  bedrockException,
  bedrockStream,
  bedrockStreamType,
  startBedrockServer,
} from '../helpers/bedrock-server.ts';
import type { HttpServer, Seen } from '../helpers/http-server.ts';
import { callOf, configOf, errorOf, never, system, user } from './model-call.ts';

// The keys of AWS's own examples.
const keys = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const loadPackage = createRequire(import.meta.url);
const transport = createTransport({});
afterAll(() => transport.close());

it('our reading of the signature gives the one AWS publishes', () => {
  // "get-vanilla" of AWS's test suite: github.com/awslabs/aws-c-auth, tests/aws-signing-test-suite/v4/get-vanilla.
  const headers = {
    host: 'example.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=',
  };
  const request = { method: 'GET', path: '/', text: '', headers };
  expect(awsSignature(request, keys.AWS_SECRET_ACCESS_KEY)).toBe(
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  );
});

/** Lets in who signed what came, now, for Bedrock in Frankfurt. */
const signed = (seen: Seen): string | null => {
  const said = String(seen.headers.authorization);
  const date = String(seen.headers['x-amz-date']);
  const start = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${date.slice(0, 8)}/eu-central-1/bedrock/aws4_request, SignedHeaders=host;`;
  const age =
    Date.now() - Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  const isSigned = said.endsWith(` Signature=${awsSignature(seen, keys.AWS_SECRET_ACCESS_KEY)}`);
  return said.startsWith(start) && isSigned && age < 60_000 ? null : `not signed: ${said}`;
};

let server: HttpServer;
beforeEach(async () => {
  server = await startBedrockServer(signed);
});
afterEach(() => server.close());

const provider = (model = claude, env: Record<string, string> = keys, more: Partial<ProviderConfig> = {}) =>
  connect(`bedrock/${model}`, {
    providers: {
      bedrock: configOf('amazon-bedrock', {
        baseURL: server.url,
        allowLocal: true,
        settings: { region: 'eu-central-1' },
        ...more,
      }),
    },
    env,
    transport,
    loadPackage,
  });

describe('keys that sign', () => {
  it('signs what is sent, changes of ours and all', async () => {
    server.reply(bedrockAnswer([{ text: 'ok' }]));
    const params = { topK: 40, provider: { requestMetadata: { team: 'ä' } } };
    const { text } = await (await provider()).complete(callOf('b', { params }), never);
    expect(text).toBe('ok');
    expect(server.requests[0]?.path).toBe(`/model/${encodeURIComponent(claude)}/converse`);
    expect(server.requests[0]?.body).toMatchObject(params.provider);
    expect(server.requests[0]?.headers).not.toHaveProperty('x-promptops-call');
  });

  it('sends the token of keys that end, and signs it as well', async () => {
    server.reply(bedrockAnswer([{ text: 'ok' }]));
    const asked = await provider(claude, { ...keys, AWS_SESSION_TOKEN: 'token-0123456789' });
    await asked.complete(callOf('b'), never);
    expect(server.requests[0]?.headers['x-amz-security-token']).toBe('token-0123456789');
    expect(server.requests[0]?.headers.authorization).toContain('x-amz-security-token');
  });

  it('shows none of them', async () => {
    const env = {
      ...keys,
      AWS_SECRET_ACCESS_KEY: 'another-secret-0123456789',
      AWS_SESSION_TOKEN: 'token-0123456789',
    };
    const asked = await provider(claude, env);
    const error = (await errorOf(asked.complete(callOf('b'), never))) as Error;
    expect(failureOf(error)).toMatchObject({ kind: 'auth' });
    expect(error.message).toContain('Credential=[redacted]/');
    const open = await startBedrockServer(() => null);
    open.reply(bedrockAnswer([{ text: Object.values(env).join(' ') }]));
    const said = await (await provider(claude, env, { baseURL: open.url })).complete(callOf('b'), never);
    await open.close();
    expect(said.text).toBe('[redacted] [redacted] [redacted]');
  });

  it.each([
    ['an API key', { AWS_BEARER_TOKEN_BEDROCK: 'bearer-0123456789' }, null],
    ['a key the config names', { TEAM_KEY: 'bearer-0123456789' }, 'TEAM_KEY'],
  ])('%s goes before them', async (_, more, apiKey) => {
    const open = await startBedrockServer(() => null);
    open.reply(bedrockAnswer([{ text: 'ok' }]));
    const asked = await provider(claude, { ...keys, ...more }, { baseURL: open.url, apiKey });
    await asked.complete(callOf('b'), never);
    await open.close();
    expect(open.requests[0]?.headers.authorization).toBe('Bearer bearer-0123456789');
  });

  it.each([
    [{}, /AWS_BEARER_TOKEN_BEDROCK is not set/],
    [{ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' }, /AWS_BEARER_TOKEN_BEDROCK is not set/],
    [{ ...keys, AWS_SESSION_TOKEN: 'a\nb' }, /holds characters/],
  ])('%j is not enough', async (env, message) => {
    const error = await errorOf(provider(claude, env));
    expect(error).toMatchObject({ code: 'missing-key', message: expect.stringMatching(message) });
    expect(error).toMatchObject({
      hint: expect.stringContaining('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'),
    });
  });
});

describe('where it is asked', () => {
  it.each([
    ['eu-central-1', 'https://bedrock-runtime.eu-central-1.amazonaws.com/model/m/converse'],
    ['cn-north-1', 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/m/converse'],
  ])('in %s', async (region, url) => {
    const urls: string[] = [];
    const watched = {
      ...transport,
      send: (request: { readonly url: URL }) => {
        urls.push(request.url.href);
        return Promise.reject(new Error('Not sent.'));
      },
    };
    const asked = await connect('bedrock/m', {
      providers: { bedrock: configOf('amazon-bedrock', { settings: { region } }) },
      env: keys,
      transport: watched,
      loadPackage,
    });
    await errorOf(asked.complete(callOf('bedrock/m'), never));
    expect(urls).toEqual([url]);
  });

  it.each([{}, { region: 'evil.example/' }])('not with %j', async (settings) => {
    const error = await errorOf(provider(claude, keys, { baseURL: null, settings: { ...settings } }));
    expect(error).toMatchObject({ code: 'invalid-project', hint: expect.stringContaining('`region`') });
  });
});

describe('what families of models call things', () => {
  const ask = async (model: string, request: Parameters<typeof callOf>[1]) => {
    server.reply(bedrockAnswer([{ text: 'ok' }]));
    const { warnings } = await (await provider(model)).complete(callOf('b', request), never);
    return { warnings, body: server.requests.at(-1)?.body };
  };

  it.each([
    ['eu.amazon.nova-pro-v1:0', { inferenceConfig: { topK: 40 } }],
    ['mistral.mistral-large-2402-v1:0', { top_k: 40 }],
    ['cohere.command-r-v1:0', { k: 40 }],
    ['meta.llama3-1-8b-instruct-v1:0', undefined],
  ])('topK of %s', async (model, fields) => {
    const { body, warnings } = await ask(model, { params: { topK: 40, temperature: 0 } });
    expect(body.additionalModelRequestFields).toEqual(fields);
    expect(body.inferenceConfig).toEqual({ temperature: 0 });
    expect(warnings.length).toBe(fields ? 0 : 1);
  });

  it.each([
    ['openai.gpt-oss-20b-1:0', { reasoning_effort: 'low' }],
    ['eu.amazon.nova-2-lite-v1:0', { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } }],
    ['meta.llama3-1-8b-instruct-v1:0', undefined],
  ])('effort of %s', async (model, fields) => {
    const { body, warnings } = await ask(model, { params: { reasoningEffort: 'low' } });
    expect(body.additionalModelRequestFields).toEqual(fields);
    expect(warnings.length).toBe(fields ? 0 : 1);
  });

  it('a schema other models are given as a tool comes back as the answer', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } } as const;
    const output = { format: 'json', name: null, strict: false, schema } as const;
    const toolUse = { toolUseId: 't', name: 'json', input: { a: 'x' } };
    server.reply(bedrockAnswer([{ toolUse }], { stop: 'tool_use' }));
    const asked = await provider('eu.amazon.nova-pro-v1:0');
    const { text, toolCalls, warnings } = await asked.complete(callOf('b', { output }), never);
    expect({ text, toolCalls, warnings }).toEqual({ text: '{"a":"x"}', toolCalls: [], warnings: [] });
    expect(server.requests[0]?.body.toolConfig.tools[0].toolSpec.inputSchema.json).toEqual(schema);
  });

  it('says where a schema became part of the prompt, and where JSON without one is not asked for', async () => {
    const schema = { type: 'object', properties: {} } as const;
    const tools = [{ name: 'look', description: null, parameters: schema }];
    const json = { format: 'json', name: null, strict: false, schema } as const;
    const written = await ask('anthropic.claude-opus-4-8', { output: json, tools });
    expect(written.warnings.join()).toContain('written into the prompt');
    const without = await ask(claude, { output: { ...json, schema: null } });
    expect(without.warnings.join()).toContain('with a schema only');
  });

  it('ends what is cached where the prompt says so', async () => {
    const { body } = await ask(claude, { messages: [{ ...system('Long.'), cache: true }, user('Hi')] });
    expect(body.system).toEqual([{ text: 'Long.' }, { cachePoint: { type: 'default' } }]);
  });
});

describe('its errors', () => {
  // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
  it.each([
    [400, { message: 'Input is too long for requested model.' }, 'context-length', false],
    [400, { message: 'Malformed input request.' }, 'invalid-request', false],
    [403, { Message: 'Authentication failed: Please make sure your API Key is valid.' }, 'auth', false],
    [404, { message: 'Could not resolve the foundation model.' }, 'not-found', false],
    [408, { message: 'The model timed out.' }, 'timeout', true],
    [424, { message: 'The model failed.', originalStatusCode: 500 }, 'server', true],
    [429, { message: 'Too many tokens, please wait before trying again.' }, 'rate-limit', true],
    [503, { message: 'Bedrock is unable to process your request.' }, 'server', true],
  ])('%i %j', async (status, json, kind, retryable) => {
    server.reply({ status, json });
    for (const stream of [false, true]) {
      const error = await errorOf((await provider()).complete(callOf('b', {}, { stream }), never));
      expect(failureOf(error)).toMatchObject({ kind, status, retryable });
      expect((error as Error).message).toContain(Object.values(json)[0]);
    }
  });
});

describe('its streams', () => {
  it.each([
    ['throttlingException', 'Too many tokens, please wait before trying again.', 'rate-limit', true],
    ['modelStreamErrorException', 'Retry.', 'server', true],
    ['validationException', 'Input is too long for requested model.', 'context-length', false],
    ['validationException', 'Malformed.', 'invalid-request', false],
    ['aNewException', 'What?', 'server', true],
  ])('%s: %s', async (type, message, kind, retryable) => {
    server.reply({
      events: [...bedrockStream(['a'], true), bedrockException(type, message)],
      headers: bedrockStreamType,
    });
    const asked = await provider();
    const error = await errorOf(asked.complete(callOf('b', {}, { stream: true }), never));
    expect(failureOf(error)).toMatchObject({ kind, retryable });
    expect((error as Error).message).toContain(message);
  });

  it.each(['cut in a frame', 'damaged'])('%s is no answer', async (how) => {
    const all = Buffer.concat(bedrockStream(['Hello']));
    const bytes = how === 'damaged' ? all.with(all.length - 20, 7) : all.subarray(0, all.length - 10);
    server.reply({ events: [bytes], headers: bedrockStreamType });
    const error = await errorOf((await provider()).complete(callOf('b', {}, { stream: true }), never));
    expect(failureOf(error)).toMatchObject({ kind: 'bad-response', retryable: true });
  });
});
