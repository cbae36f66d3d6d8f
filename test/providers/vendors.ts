import { createRequire } from 'node:module';
import type { ProviderConfig } from '../../src/model/config.ts';
import type { LoadPackage } from '../../src/providers/optional-kinds.ts';
import type { Usage } from '../../src/recordings/interaction.ts';
import type { Json } from '../../src/render/prompt.ts';
import { anthropicMessage, anthropicStream, startAnthropicServer } from '../helpers/anthropic-server.ts';
import {
  bedrockAnswer,
  bedrockException,
  bedrockStream,
  bedrockStreamType,
  startBedrockServer,
  withBearer,
} from '../helpers/bedrock-server.ts';
import { cohereAnswer, cohereStream, startCohereServer } from '../helpers/cohere-server.ts';
import { googleAnswer, googleStream, startGoogleServer } from '../helpers/google-server.ts';
import type { HttpServer, Reply } from '../helpers/http-server.ts';
import { mistralAnswer, mistralStream, startMistralServer } from '../helpers/mistral-server.ts';
import {
  chatCompletion,
  chatStream,
  chatUsage,
  responseObject,
  responsesMessage,
  responsesStream,
  responsesUsage,
  startOpenAIServer,
} from '../helpers/openai-server.ts';
import { configOf } from './model-call.ts';

export const key = 'sk-canary-0123456789abcdefghij';

/** Packages that stand here as they would in a project. */
export const loadPackage: LoadPackage = createRequire(import.meta.url);

/** One vendor's dialect as the contract needs it: a strict server, its answers, and where it keeps things in a request. */
export type Vendor = {
  readonly name: string;
  readonly model: string;
  /** null: its answers do not say. */
  readonly returnedModel: string | null;
  start(): Promise<HttpServer>;
  readonly path: string;
  config(url: string): ProviderConfig;
  text(text: string, usage?: 'none'): Reply;
  toolCall(name: string, args: string, finish?: string): Reply;
  stream(deltas: readonly string[], cut?: boolean): readonly (string | Uint8Array)[];
  readonly streamHeaders?: Readonly<Record<string, string>>;
  /** How a stream says that the model is overloaded; absent: as Anthropic's does. */
  readonly overloaded?: Uint8Array;
  /** Input 100 with 64 cached, output 20 with 12 of reasoning. */
  readonly usage: Usage;
  /** An answer with nothing in it. */
  readonly nothing: unknown;
  /** null: the vendor never says so. */
  readonly filtered: Reply | null;
  readonly refusal: Reply | null;
  /** The schema of the answer as it stands in the body. */
  schemaIn(body: never): unknown;
  imageIn(body: never): { base64: string | undefined; url: string | undefined };
  /** It fetches no pictures. */
  readonly onlyBytes?: true;
  /** A choice of tools it has no word for, since it is what it does anyway. */
  readonly unsaidChoice?: 'auto';
  /** How a body says that one tool must be called, where that is not by its name. */
  readonly oneTool?: RegExp;
  /** Something that only this vendor takes, for `params.provider`. */
  readonly extra: { readonly [key: string]: Json };
};

const usage: Usage = {
  input: { total: 100, cacheRead: 64, cacheWrite: 0 },
  output: { total: 20, reasoning: 12 },
};

const toolCalls = (name: string, args: string) => [
  { id: 'call_1', type: 'function', function: { name, arguments: args } },
];

// biome-ignore lint/suspicious/noExplicitAny: bodies as they came over the wire
type Body = any;

const chatVendor = {
  model: 'gpt-4.1-mini',
  returnedModel: 'gpt-4.1-mini-2025-04-14',
  path: '/v1',
  text: (text, none) => chatCompletion({ content: text }, none ? {} : { usage: chatUsage }),
  toolCall: (name, args, finish = 'tool_calls') =>
    chatCompletion({ tool_calls: toolCalls(name, args) }, { finish, usage: chatUsage }),
  stream: (deltas, cut) =>
    chatStream(
      deltas.map((content) => ({ content })),
      cut ? null : 'stop',
    ),
  usage,
  nothing: { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [] },
  filtered: chatCompletion({ content: '' }, { finish: 'content_filter', usage: chatUsage }),
  refusal: chatCompletion({ refusal: 'I cannot help with that.' }, { usage: chatUsage }),
  schemaIn: (body: Body) => body.response_format.json_schema.schema,
  imageIn: (body: Body) => {
    const url: string = body.messages[0].content[1].image_url.url;
    const data = /^data:image\/png;base64,(.*)$/.exec(url)?.[1];
    return { base64: data, url: data === undefined ? url : undefined };
  },
  extra: { metadata: { user_id: 'u' } },
} satisfies Partial<Vendor>;

const googleVendor = {
  model: 'gemini-2.5-flash',
  returnedModel: 'gemini-2.5-flash-001',
  path: '/v1beta',
  start: () => startGoogleServer(key),
  text: (text, none) => googleAnswer([{ text }], none ? { usage: null } : {}),
  toolCall: (name, args) => googleAnswer([{ functionCall: { id: 'call_1', name, args: JSON.parse(args) } }]),
  stream: (deltas, cut) =>
    googleStream(
      deltas.map((text) => [{ text }]),
      'STOP',
      cut,
    ),
  usage,
  nothing: { modelVersion: 'gemini-2.5-flash-001', usageMetadata: {} },
  filtered: { json: { promptFeedback: { blockReason: 'SAFETY' }, modelVersion: 'gemini-2.5-flash-001' } },
  refusal: null,
  schemaIn: (body: Body) => body.generationConfig.responseJsonSchema,
  imageIn: (body: Body) => {
    const { inlineData, fileData } = body.contents[0].parts[1];
    return { base64: inlineData?.data, url: fileData?.fileUri };
  },
  extra: { labels: { team: 'a' } },
} satisfies Partial<Vendor>;

export const vendors: readonly Vendor[] = [
  {
    ...chatVendor,
    name: 'openai chat',
    start: () => startOpenAIServer(key),
    config: (url) => configOf('openai', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
  },
  {
    ...chatVendor,
    name: 'openai-compatible',
    start: () => startOpenAIServer(key),
    config: (url) => configOf('openai-compatible', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
  },
  {
    ...chatVendor,
    name: 'azure',
    start: () => startOpenAIServer(key, 'api-key'),
    config: (url) => configOf('azure', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
  },
  {
    ...chatVendor,
    name: 'mistral',
    model: 'mistral-small-latest',
    returnedModel: 'mistral-small-2506',
    start: () => startMistralServer(key),
    config: (url) => configOf('mistral', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
    text: (text, none) => mistralAnswer({ content: text }, none ? { usage: null } : {}),
    toolCall: (name, args, finish = 'tool_calls') =>
      mistralAnswer({ tool_calls: toolCalls(name, args) }, { finish }),
    stream: mistralStream,
    nothing: { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [] },
    filtered: null,
    refusal: null,
    imageIn: (body: Body) => {
      const url: string = body.messages[0].content[1].image_url;
      const data = /^data:image\/png;base64,(.*)$/.exec(url)?.[1];
      return { base64: data, url: data === undefined ? url : undefined };
    },
  },
  {
    name: 'cohere',
    model: 'command-a-03-2025',
    returnedModel: null,
    path: '/v2',
    start: () => startCohereServer(key),
    config: (url) => configOf('cohere', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
    text: (text, none) => cohereAnswer({ content: [{ type: 'text', text }] }, none ? { usage: null } : {}),
    toolCall: (name, args) => cohereAnswer({ tool_calls: toolCalls(name, args) }, { finish: 'TOOL_CALL' }),
    stream: cohereStream,
    usage: { ...usage, output: { total: 20, reasoning: 0 } },
    nothing: { id: 'x', message: { role: 'assistant', content: [] }, finish_reason: 'COMPLETE' },
    filtered: null,
    refusal: null,
    schemaIn: (body: Body) => body.response_format.json_schema,
    imageIn: chatVendor.imageIn,
    unsaidChoice: 'auto',
    // No tool can be named; the others are not sent.
    oneTool: /get_weather.*"tool_choice":"REQUIRED"/,
    extra: { safety_mode: 'STRICT' },
  },
  {
    name: 'amazon-bedrock',
    model: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
    returnedModel: null,
    path: '',
    start: () => startBedrockServer(withBearer(key)),
    config: (url) => configOf('amazon-bedrock', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
    text: (text, none) => bedrockAnswer([{ text }], none ? { usage: null } : {}),
    toolCall: (name, args) =>
      bedrockAnswer([{ toolUse: { toolUseId: 'call_1', name, input: JSON.parse(args) } }], {
        stop: 'tool_use',
      }),
    stream: bedrockStream,
    streamHeaders: bedrockStreamType,
    overloaded: bedrockException('serviceUnavailableException', 'Overloaded'),
    usage: { ...usage, output: { total: 20, reasoning: 0 } },
    nothing: { output: { message: { role: 'assistant', content: [] } }, stopReason: 'end_turn' },
    filtered: bedrockAnswer([], { stop: 'content_filtered' }),
    refusal: null,
    schemaIn: (body: Body) => body.additionalModelRequestFields.output_config.format.schema,
    imageIn: (body: Body) => ({ base64: body.messages[0].content[1].image.source.bytes, url: undefined }),
    onlyBytes: true,
    extra: { requestMetadata: { team: 'a' } },
  },
  {
    name: 'openai responses',
    model: 'gpt-4.1-mini',
    returnedModel: 'gpt-4.1-mini-2025-04-14',
    path: '/v1',
    start: () => startOpenAIServer(key),
    config: (url) =>
      configOf('openai', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY', api: 'responses' }),
    text: (text, none) => ({
      json: responseObject([responsesMessage(text)], none ? {} : { usage: responsesUsage }),
    }),
    toolCall: (name, args) => ({
      json: responseObject(
        [
          {
            type: 'function_call',
            id: 'fc_1',
            call_id: 'call_1',
            name,
            arguments: args,
            status: 'completed',
          },
        ],
        { usage: responsesUsage },
      ),
    }),
    stream: responsesStream,
    usage,
    nothing: responseObject([], { usage: responsesUsage }),
    filtered: {
      json: responseObject([], {
        status: 'incomplete',
        incomplete_details: { reason: 'content_filter' },
        usage: responsesUsage,
      }),
    },
    refusal: {
      json: responseObject(
        [
          {
            type: 'message',
            id: 'msg_1',
            status: 'completed',
            role: 'assistant',
            content: [{ type: 'refusal', refusal: 'I cannot help with that.' }],
          },
        ],
        { usage: responsesUsage },
      ),
    },
    schemaIn: (body: Body) => body.text.format.schema,
    extra: { metadata: { user_id: 'u' } },
    imageIn: (body: Body) => {
      const url: string = body.input[0].content[1].image_url;
      const data = /^data:image\/png;base64,(.*)$/.exec(url)?.[1];
      return { base64: data, url: data === undefined ? url : undefined };
    },
  },
  {
    name: 'anthropic',
    model: 'claude-haiku-4-5',
    returnedModel: 'claude-haiku-4-5-20251001',
    path: '/v1',
    start: () => startAnthropicServer(key),
    config: (url) => configOf('anthropic', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
    text: (text, none) => anthropicMessage([{ type: 'text', text }], none ? { usage: null } : {}),
    toolCall: (name, args) =>
      anthropicMessage([{ type: 'tool_use', id: 'call_1', name, input: JSON.parse(args) }], {
        stop: 'tool_use',
      }),
    stream: (deltas, cut) =>
      anthropicStream(
        [[{ type: 'text', text: '' }, deltas.map((text) => ({ type: 'text_delta', text }))]],
        'end_turn',
        cut,
      ),
    usage: { ...usage, input: { total: 100, cacheRead: 64, cacheWrite: 6 } },
    nothing: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' },
    filtered: anthropicMessage([], { stop: 'refusal' }),
    refusal: anthropicMessage([{ type: 'text', text: 'I cannot' }], { stop: 'refusal' }),
    schemaIn: (body: Body) => body.output_config.format.schema,
    extra: { metadata: { user_id: 'u' } },
    imageIn: (body: Body) => {
      const { source } = body.messages[0].content[1];
      return { base64: source.data, url: source.url };
    },
  },
  {
    ...googleVendor,
    name: 'google',
    config: (url) => configOf('google', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
  },
  {
    ...googleVendor,
    name: 'google-vertex',
    config: (url) => configOf('google-vertex', { baseURL: url, allowLocal: true, apiKey: 'THE_KEY' }),
  },
];
