import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { GenerateContentConfig, GenerateContentParameters } from '@google/genai';
import type { ModelMessage } from 'ai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/providers/connect.ts';
import { createTransport, type Transport } from '../../src/providers/transport.ts';
import type { ChatMessage, ModelRequest } from '../../src/render/request.ts';
import { toAISDK, toAnthropic, toGemini, toOpenAI, toOpenAIResponses } from '../../src/runtime.ts';
import type { HttpServer } from '../helpers/http-server.ts';
import { callOf, never, requestOf, system, user } from '../providers/model-call.ts';
import { key, vendors } from '../providers/vendors.ts';

// That what comes out is what the vendors' own packages take is seen by the compiler.
const published = {
  openai: (request: ModelRequest): ChatCompletionCreateParamsNonStreaming => toOpenAI(request),
  responses: (request: ModelRequest): ResponseCreateParamsNonStreaming => toOpenAIResponses(request),
  anthropic: (request: ModelRequest): MessageCreateParamsNonStreaming => toAnthropic(request),
  gemini(request: ModelRequest): GenerateContentParameters {
    const { contents, systemInstruction, generationConfig, tools, toolConfig } = toGemini(request);
    const config = { ...generationConfig, systemInstruction, tools, toolConfig };
    return { model: 'gemini-2.5-flash', contents, config: config as GenerateContentConfig };
  },
  aiSDK: (request: ModelRequest): { messages: ModelMessage[] } => toAISDK(request),
};

const assistant = (text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  role: 'assistant',
  content: text === '' ? [] : [{ type: 'text', text }],
  ...more,
});
const call = { id: 'call_1', name: 'get_order', arguments: { id: '7' }, valid: true } as const;
const png = { type: 'image', mediaType: 'image/png', base64: 'iVBORw0KGgo=' } as const;
const pdf = { type: 'file', mediaType: 'application/pdf', base64: 'JVBERi0=', name: 'terms.pdf' } as const;
const wav = { type: 'audio', mediaType: 'audio/wav', base64: 'UklGRg==' } as const;
const tool = {
  name: 'get_order',
  description: 'Finds an order.',
  parameters: {
    type: 'object',
    properties: { id: { type: 'string' } },
    required: ['id'],
    additionalProperties: false,
  },
} as const;
const schema = {
  type: 'object',
  properties: { reply: { type: 'string' } },
  required: ['reply'],
  additionalProperties: false,
} as const;

const asked: Readonly<Record<string, Partial<ModelRequest>>> = {
  'a conversation': {
    messages: [system('Be kind.'), user('Hi'), assistant('Hello.'), user('Where is my order?')],
  },
  'few-shot of two questions in a row': {
    messages: [user('One'), user('Two'), assistant('A'), user('Three')],
  },
  settings: { params: { temperature: 0.25, topP: 0.5, maxOutputTokens: 77, stopSequences: ['END'] } },
  'tools, one of them chosen': { tools: [tool], toolChoice: { tool: 'get_order' } },
  'tools that must be used': { tools: [tool], toolChoice: 'required' },
  'a call and its answer': {
    tools: [tool],
    messages: [
      user('Where is it?'),
      assistant('', { toolCalls: [call] }),
      {
        role: 'tool',
        content: [{ type: 'text', text: 'On its way.' }],
        toolCallId: 'call_1',
        toolName: 'get_order',
      },
    ],
  },
  'a picture': { messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, png] }] },
  'a picture by its address': {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image', url: 'https://example.com/a.png' },
        ],
      },
    ],
  },
  'a document': { messages: [{ role: 'user', content: [{ type: 'text', text: 'Sum up.' }, pdf] }] },
  'an answer by a schema': { output: { format: 'json', name: 'reply', strict: true, schema } },
  'what a prompt passes through': { params: { provider: { metadata: { user_id: 'u' } } } },
  'a cached prefix': {
    messages: [{ ...system('Long rules.'), cache: true }, { ...user('One'), cache: true }, user('Two')],
  },
};

// biome-ignore lint/suspicious/noExplicitAny: bodies as they came over the wire
type Body = any;

/** What two bodies may differ in without asking for something else. */
const vendorCases: readonly {
  readonly name: string;
  convert(request: ModelRequest): object;
  alike(body: Body): unknown;
}[] = [
  {
    name: 'openai chat',
    convert: published.openai,
    // The older name of the same limit.
    alike: ({ max_tokens, max_completion_tokens = max_tokens, ...body }: Body) => ({
      max_completion_tokens,
      ...body,
    }),
  },
  {
    name: 'openai responses',
    convert: published.responses,
    alike: ({ input, tools, ...body }: Body) => ({
      ...body,
      tools: tools?.map(({ strict: _strict, ...each }: Body) => each),
      input: input.map(({ type: _type, content, ...each }: Body) =>
        each.role === 'assistant' && Array.isArray(content)
          ? { ...each, content: content.map(({ text }: Body) => text).join('') }
          : {
              ...each,
              content: Array.isArray(content)
                ? content.map(({ detail: _detail, ...part }: Body) => part)
                : content,
            },
      ),
    }),
  },
  {
    name: 'anthropic',
    convert: published.anthropic,
    // The package knows how long the answers of each model may be.
    alike: ({ max_tokens, ...body }: Body) => ({ ...body, max_tokens: max_tokens === 77 ? 77 : 'most' }),
  },
  {
    name: 'google',
    convert: toGemini,
    alike: ({ contents, generationConfig, ...body }: Body) => ({
      ...body,
      contents,
      generationConfig: generationConfig ?? {},
    }),
  },
];

describe.each(vendorCases)('for $name', ({ name, convert, alike }) => {
  const vendor = vendors.find((each) => each.name === name);
  const state: { server?: HttpServer; transport?: Transport } = {};
  beforeAll(async () => {
    state.server = await vendor?.start();
    state.transport = createTransport({});
  });
  afterAll(async () => {
    await state.transport?.close();
    await state.server?.close();
  });

  it.each(Object.entries(asked))('%s is what our own calls send', async (_what, more) => {
    if (!vendor || !state.server || !state.transport) throw new Error(name);
    const model = `vendor/${vendor.model}`;
    const { server, transport } = state;
    const provider = await connect(model, {
      providers: { vendor: vendor.config(`${server.url}${vendor.path}`) },
      env: { THE_KEY: key },
      transport,
    });
    server.reply(vendor.text('ok'));
    await provider.complete(callOf(model, more), never).catch(() => undefined);
    const sent = server.requests.at(-1)?.body;
    expect(alike(JSON.parse(JSON.stringify(convert(requestOf(model, more)))))).toEqual(alike(sent));
  });
});

describe('for the AI SDK', () => {
  it('messages, settings and the choice of a tool', () => {
    const request = requestOf('openai/gpt-4.1-mini', {
      ...asked['a call and its answer'],
      params: { temperature: 0, maxOutputTokens: 5 },
      toolChoice: { tool: 'get_order' },
    });
    expect(published.aiSDK(request)).toEqual({
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Where is it?' }] },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'get_order', input: { id: '7' } }],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'call_1',
              toolName: 'get_order',
              output: { type: 'text', value: 'On its way.' },
            },
          ],
        },
      ],
      temperature: 0,
      maxOutputTokens: 5,
      toolChoice: { type: 'tool', toolName: 'get_order' },
    });
  });

  it('media and cached prefixes', () => {
    const content = [png, wav, pdf, { type: 'image', url: 'https://example.com/a.jpg' }] as const;
    const messages = [
      { ...system('Rules'), cache: true as const },
      { role: 'user' as const, content },
    ];
    expect(published.aiSDK(requestOf('a/b', { messages })).messages).toEqual([
      {
        role: 'system',
        content: 'Rules',
        providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
      },
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
          { type: 'file', mediaType: 'audio/wav', data: 'UklGRg==' },
          { type: 'file', mediaType: 'application/pdf', data: 'JVBERi0=', filename: 'terms.pdf' },
          { type: 'file', mediaType: 'image/jpeg', data: 'https://example.com/a.jpg' },
        ],
      },
    ]);
  });
});

it('refuses what a vendor does not take, instead of leaving it out', () => {
  const sound = requestOf('a/b', { messages: [{ role: 'user', content: [wav] }] });
  const shown = requestOf('a/b', { messages: [{ role: 'system', content: [png] }] });
  expect(() => toAnthropic(sound)).toThrow('Media of type "audio" cannot be sent to Anthropic.');
  expect(() => toOpenAIResponses(sound)).toThrow(
    'Media of type "audio" cannot be sent to the responses API.',
  );
  for (const convert of [toOpenAI, toOpenAIResponses, toAnthropic, toGemini, toAISDK]) {
    expect(() => convert(shown)).toThrow('Media of type "image" cannot be sent in a system message.');
  }
});
