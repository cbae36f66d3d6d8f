import { afterAll, describe, expect, it } from 'vitest';
import { readVector } from '../../src/evals/embedding.ts';
import { connect } from '../../src/providers/connect.ts';
import { createTransport } from '../../src/providers/transport.ts';
import { startHttpServer } from '../helpers/http-server.ts';
import { bodyChecker, closed, int, is, list, str } from '../helpers/request-schema.ts';
import { callOf, configOf, never, user } from './model-call.ts';
import { loadPackage } from './vendors.ts';

const transport = createTransport({});
afterAll(() => transport.close());

type Embedder = {
  readonly kind: string;
  readonly model: string;
  readonly path: string;
  /** What the vendor takes, as it publishes it; nothing else is let in. */
  readonly body: object;
  /** Where the text stands in it. */
  readonly textIn: (body: never) => unknown;
  /** A sample built from the vendor's published types, not a recording: (0.5, -0.25) for 7 tokens. */
  readonly answer: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tokens: number | null;
};

// biome-ignore lint/suspicious/noExplicitAny: bodies as they came over the wire
type Body = any;

const vector = [0.5, -0.25];
const text = 'Grüße 👋';
const openai = {
  body: closed(
    { model: str, input: list(str) },
    { encoding_format: is('float'), dimensions: int, user: str },
  ),
  textIn: (body: Body) => body.input[0],
  answer: {
    object: 'list',
    model: 'm',
    data: [{ object: 'embedding', index: 0, embedding: vector }],
    usage: { prompt_tokens: 7, total_tokens: 7 },
  },
  tokens: 7,
};

const embedders: readonly Embedder[] = [
  { ...openai, kind: 'openai', model: 'text-embedding-3-small', path: '/embeddings' },
  { ...openai, kind: 'openai-compatible', model: 'bge-m3', path: '/embeddings' },
  { ...openai, kind: 'azure', model: 'text-embedding-3-small', path: '/embeddings' },
  {
    ...openai,
    kind: 'mistral',
    model: 'mistral-embed',
    path: '/embeddings',
    answer: { ...openai.answer, id: 'e', usage: { prompt_tokens: 7, total_tokens: 7, completion_tokens: 0 } },
  },
  {
    // https://ai.google.dev/api/embeddings: an answer counts no tokens.
    kind: 'google',
    model: 'gemini-embedding-001',
    path: '/models/gemini-embedding-001:embedContent',
    body: closed(
      { content: closed({ parts: list(closed({ text: str })) }) },
      { model: str, taskType: str, outputDimensionality: int },
    ),
    textIn: (body: Body) => body.content.parts[0].text,
    answer: { embedding: { values: vector } },
    tokens: null,
  },
  {
    // https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
    kind: 'google-vertex',
    model: 'gemini-embedding-001',
    path: '/models/gemini-embedding-001:predict',
    body: closed(
      { instances: list(closed({ content: str }, { task_type: str, title: str })) },
      { parameters: {} },
    ),
    textIn: (body: Body) => body.instances[0].content,
    answer: {
      predictions: [{ embeddings: { values: vector, statistics: { token_count: 7, truncated: false } } }],
    },
    tokens: 7,
  },
  {
    // https://docs.cohere.com/reference/embed
    kind: 'cohere',
    model: 'embed-v4.0',
    path: '/embed',
    body: closed(
      { model: str, input_type: is('search_query'), texts: list(str), embedding_types: list(is('float')) },
      { truncate: str, output_dimension: int },
    ),
    textIn: (body: Body) => body.texts[0],
    answer: { id: 'e', embeddings: { float: [vector] }, meta: { billed_units: { input_tokens: 7 } } },
    tokens: 7,
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
    kind: 'amazon-bedrock',
    model: 'amazon.titan-embed-text-v2:0',
    path: '/model/amazon.titan-embed-text-v2%3A0/invoke',
    body: closed({ inputText: str }, { dimensions: int, normalize: {} }),
    textIn: (body: Body) => body.inputText,
    answer: { embedding: vector, inputTextTokenCount: 7 },
    tokens: 7,
  },
  {
    kind: 'amazon-bedrock',
    model: 'cohere.embed-v4:0',
    path: '/model/cohere.embed-v4%3A0/invoke',
    body: closed({ input_type: str, texts: list(str) }, { truncate: str, output_dimension: int }),
    textIn: (body: Body) => body.texts[0],
    answer: { embeddings: { float: [vector] } },
    headers: { 'x-amzn-bedrock-input-token-count': '7' },
    tokens: 7,
  },
];

describe.each(embedders)(
  '$kind embeds with $model',
  ({ kind, model, path, textIn, answer, tokens, ...more }) => {
    it('the text is sent, its vector and its tokens are read', async () => {
      const check = bodyChecker(more.body);
      const server = await startHttpServer(({ path: asked, body }) => {
        const problem = asked.split('?')[0] === path ? check(body) : `No route ${asked}`;
        return problem === null ? null : { status: 400, json: { error: { message: problem } } };
      });
      server.reply({ json: answer, headers: more.headers ?? {} });
      const provider = await connect(`v/${model}`, {
        providers: { v: configOf(kind, { baseURL: server.url, allowLocal: true, apiKey: 'K' }) },
        env: { K: 'secret-key' },
        transport,
        loadPackage,
      });
      const slot = { role: 'embed', model: `v/${model}`, index: 0, repeat: 0 } as const;
      const call = callOf(`v/${model}`, { messages: [user(text)] }, { slot: slot as never });
      const completion = await provider.complete(call, never);
      await server.close();
      expect(textIn(server.requests[0]?.body as never)).toBe(text);
      expect(readVector(completion.text)).toEqual(vector);
      expect(completion.usage?.input.total ?? null).toBe(tokens);
    });
  },
);
