import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../src/evals/provider.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import type { ChatMessage, ContentPart, ModelRequest } from '../../src/render/request.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { chatCompletion, chatStream } from '../helpers/openai-server.ts';
import { callOf, errorOf, never, system, user } from './model-call.ts';
import { key, type Vendor, vendors } from './vendors.ts';

const vendorNamed = (name: string): Vendor => {
  const found = vendors.find((vendor) => vendor.name === name);
  if (!found) throw new Error(name);
  return found;
};

/** One server per vendor for the whole file. */
function harness(name: string) {
  const vendor = vendorNamed(name);
  const model = `vendor/${vendor.model}`;
  const state: { server?: HttpServer; transport?: Transport } = {};
  beforeAll(async () => {
    state.server = await vendor.start();
    state.transport = createTransport({});
  });
  afterAll(async () => {
    await state.transport?.close();
    await state.server?.close();
  });
  const server = (): HttpServer => state.server as HttpServer;
  const ask = async (request: Partial<ModelRequest>, stream = false) => {
    const provider = await connect(model, {
      providers: { vendor: vendor.config(`${server().url}${vendor.path}`) },
      env: { THE_KEY: key },
      transport: state.transport as Transport,
    });
    return provider.complete(callOf(model, request, { stream }), never);
  };
  const sent = () => server().requests.at(-1)?.body;
  return { vendor, server, ask, sent };
}

const media = (part: ContentPart): ChatMessage => ({
  role: 'user',
  content: [{ type: 'text', text: 'See:' }, part],
});
const audio: ContentPart = { type: 'audio', mediaType: 'audio/wav', base64: 'UklGRg==' };
const pdf: ContentPart = {
  type: 'file',
  mediaType: 'application/pdf',
  base64: 'JVBERi0=',
  name: 'terms.pdf',
};

describe('anthropic', () => {
  const { vendor, server, ask, sent } = harness('anthropic');

  it('sets cache breakpoints after the messages that ask for one', async () => {
    server().reply(vendor.text('ok'));
    await ask({
      messages: [{ ...system('Long rules.'), cache: true }, { ...user('One'), cache: true }, user('Two')],
    });
    expect(sent()).toMatchObject({
      system: [{ type: 'text', text: 'Long rules.', cache_control: { type: 'ephemeral' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'One', cache_control: { type: 'ephemeral' } },
            { type: 'text', text: 'Two' },
          ],
        },
      ],
    });
    expect(JSON.stringify(sent()).match(/cache_control/g)).toHaveLength(2);
  });

  it('takes a PDF, and refuses sound before anything is sent', async () => {
    server().reply(vendor.text('ok'));
    await ask({ messages: [media(pdf)] });
    expect(sent().messages[0].content[1]).toMatchObject({
      type: 'document',
      source: { media_type: 'application/pdf' },
    });
    const before = server().requests.length;
    const error = await errorOf(ask({ messages: [media(audio)] }));
    expect(failureOf(error)).toMatchObject({ kind: 'invalid-request', retryable: false });
    expect((error as Error).message).toMatch(/cannot be sent to "vendor\/claude-haiku-4-5".*audio/);
    expect(server().requests).toHaveLength(before);
  });

  it('warns that JSON without a schema is not enforced', async () => {
    server().reply(vendor.text('{}'));
    const { warnings } = await ask({ output: { format: 'json', name: null, strict: false, schema: null } });
    expect(warnings.join()).toMatch(/"responseFormat".*schema/);
  });

  it('asks a model without native schemas through a tool, and reads the answer as text', async () => {
    server().reply(vendor.toolCall('json', '{"a":1}'));
    const output = {
      format: 'json',
      name: null,
      strict: true,
      schema: { type: 'object', additionalProperties: true },
    } as const;
    const completion = await ask({ output });
    expect(completion).toMatchObject({ text: '{"a":1}', toolCalls: [], finish: { reason: 'stop' } });
  });
});

describe('google', () => {
  const { vendor, server, ask, sent } = harness('google');

  it('takes sound and PDFs', async () => {
    server().reply(vendor.text('ok'));
    await ask({ messages: [media(audio)] });
    expect(sent().contents[0].parts[1]).toEqual({ inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } });
    await ask({ messages: [media(pdf)] });
    expect(sent().contents[0].parts[1]).toEqual({
      inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' },
    });
  });

  it('sends schemas with every keyword, recursive ones as well', async () => {
    server().reply(vendor.text('{}'));
    const schema = {
      type: 'object',
      additionalProperties: false,
      properties: {
        next: { $ref: '#' },
        mixed: { enum: ['a', 1, null] },
        n: { type: 'integer', maximum: 3 },
      },
    } as const;
    await ask({
      output: { format: 'json', name: null, strict: true, schema },
      tools: [{ name: 'f', description: null, parameters: schema }],
    });
    expect(sent().generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
    expect(sent().tools).toEqual([
      { functionDeclarations: [{ name: 'f', description: '', parametersJsonSchema: schema }] },
    ]);
  });

  it('counts the prompt tokens of built-in tools as input', async () => {
    server().reply({
      json: {
        candidates: [{ content: { parts: [{ text: 'ok' }], role: 'model' }, finishReason: 'STOP' }],
        usageMetadata: {
          promptTokenCount: 10,
          toolUsePromptTokenCount: 5,
          candidatesTokenCount: 2,
          thoughtsTokenCount: 3,
        },
      },
    });
    expect((await ask({})).usage).toEqual({
      input: { total: 15, cacheRead: 0, cacheWrite: 0 },
      output: { total: 5, reasoning: 3 },
    });
  });

  it('takes a malformed call for an error, not for an empty answer', async () => {
    server().reply({ json: { candidates: [{ content: {}, finishReason: 'MALFORMED_FUNCTION_CALL' }] } });
    expect(failureOf(await errorOf(ask({})))).toMatchObject({ kind: 'bad-response' });
  });

  it('knows a daily quota from a limit a minute', async () => {
    const refused = (quotaId: string) => ({
      status: 429,
      json: {
        error: {
          code: 429,
          message: 'You exceeded your current quota, please check your plan and billing details.',
          status: 'RESOURCE_EXHAUSTED',
          details: [
            { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17s' },
          ],
        },
      },
    });
    server().reply(refused('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'));
    expect(failureOf(await errorOf(ask({})))).toMatchObject({
      kind: 'rate-limit',
      retryable: true,
      retryAfterMs: 17_000,
    });
    server().reply(refused('GenerateRequestsPerDayPerProjectPerModel-FreeTier'));
    expect(failureOf(await errorOf(ask({})))).toMatchObject({ kind: 'quota', retryable: false });
  });
});

describe('openai', () => {
  const { vendor, server, ask, sent } = harness('openai chat');

  it('takes sound and PDFs', async () => {
    server().reply(vendor.text('ok'));
    await ask({ messages: [media(audio)] });
    expect(sent().messages[0].content[1]).toEqual({
      type: 'input_audio',
      input_audio: { data: 'UklGRg==', format: 'wav' },
    });
    await ask({ messages: [media(pdf)] });
    expect(sent().messages[0].content[1]).toEqual({
      type: 'file',
      file: { filename: 'terms.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
    });
  });

  it('sends name and strictness of the schema', async () => {
    server().reply(vendor.text('{}'));
    const schema = { type: 'object' } as const;
    await ask({ output: { format: 'json', name: 'reply', strict: false, schema } });
    expect(sent().response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'reply', strict: false, schema },
    });
    await ask({ output: { format: 'json', name: null, strict: false, schema: null } });
    expect(sent().response_format).toEqual({ type: 'json_object' });
  });

  const calls = (args: string) => [{ id: 'c1', type: 'function', function: { name: 'f', arguments: args } }];

  it.each([false, true])('keeps arguments that are no JSON as they came (stream: %s)', async (stream) => {
    const cut = '{"city": "Os';
    const delta = { tool_calls: [{ index: 0, ...calls(cut)[0] }] };
    server().reply(
      stream
        ? { events: chatStream([delta], 'tool_calls') }
        : chatCompletion({ tool_calls: calls(cut) }, { finish: 'tool_calls' }),
    );
    const { toolCalls } = await ask({}, stream);
    expect(toolCalls).toEqual([{ id: 'c1', name: 'f', arguments: cut, valid: false }]);
  });

  it('takes no arguments at all for an empty object', async () => {
    server().reply(chatCompletion({ tool_calls: calls('') }, { finish: 'tool_calls' }));
    expect((await ask({})).toolCalls).toEqual([{ id: 'c1', name: 'f', arguments: {}, valid: true }]);
  });

  it('tells an empty text from no text', async () => {
    server().reply(chatCompletion({ content: '' }));
    expect(await ask({})).toMatchObject({ text: '', warnings: [expect.stringContaining('empty')] });
    server().reply(chatCompletion({ content: null }));
    expect(failureOf(await errorOf(ask({})))).toMatchObject({ kind: 'bad-response' });
    server().reply(chatCompletion({ content: null }, { finish: 'length' }));
    expect(await ask({})).toMatchObject({ text: '', finish: { reason: 'length', raw: 'length' } });
  });

  it('reports the model that answered, whatever was asked', async () => {
    server().reply(chatCompletion({ content: 'ok' }, { model: 'another-model' }));
    expect((await ask({})).model).toBe('another-model');
  });

  it('streams a refusal as one', async () => {
    server().reply({ events: chatStream([{ refusal: 'I cannot' }, { refusal: ' help.' }]) });
    expect(await ask({}, true)).toMatchObject({ text: 'I cannot help.', finish: { reason: 'refusal' } });
  });

  it('has no usage when its numbers are no counts', async () => {
    server().reply(
      chatCompletion({ content: 'ok' }, { usage: { prompt_tokens: -1, completion_tokens: 2.5 } }),
    );
    expect((await ask({})).usage).toBeNull();
  });
});
