import { PromptopsError } from '../errors.ts';
import { badResponse, parseJsonBody, readBody } from './body.ts';
import type { ProviderKind } from './find-provider.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Transport, WireResponse } from './transport.ts';

/** How a vendor counts the tokens of a request: what of it is sent where, and how the answer reads. */
type CountEndpoint = {
  /** The path of the usual call, turned into the counting one. */
  readonly path: (path: string) => string;
  readonly body: (sent: JsonObject) => JsonObject;
  /** Name of the count in the answer. */
  readonly field: string;
  /** The least a usual answer has, with the count as its input. */
  readonly answer: (tokens: number) => JsonObject;
};

/** Only these fields of a request: the endpoints refuse what does not change the count. */
const only =
  (fields: readonly string[]) =>
  (sent: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(sent).filter(([key]) => fields.includes(key)));

/** As the vendors publish them: `InputTokenCountParams`, `MessageCountTokensParams`, `CountTokensRequest`. */
const endpoints: Readonly<Partial<Record<ProviderKind, CountEndpoint>>> = {
  openai: {
    path: (path) => path.replace(/\/responses$/, '/responses/input_tokens'),
    body: only([
      'model',
      'input',
      'instructions',
      'tools',
      'tool_choice',
      'parallel_tool_calls',
      'text',
      'reasoning',
    ]),
    field: 'input_tokens',
    answer: (tokens) => ({
      id: 'resp_0',
      object: 'response',
      created_at: 0,
      model: '',
      output: [
        {
          type: 'message',
          role: 'assistant',
          id: 'msg_0',
          content: [{ type: 'output_text', text: '-', annotations: [] }],
        },
      ],
      usage: { input_tokens: tokens, output_tokens: 0 },
    }),
  },
  anthropic: {
    path: (path) => path.replace(/\/messages$/, '/messages/count_tokens'),
    body: only(['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config']),
    field: 'input_tokens',
    answer: (tokens) => ({
      type: 'message',
      id: 'msg_0',
      role: 'assistant',
      model: '',
      content: [{ type: 'text', text: '-' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: tokens, output_tokens: 0 },
    }),
  },
  google: {
    path: (path) => path.replace(/:generateContent$/, ':countTokens'),
    body: (sent) => ({ generateContentRequest: sent }),
    field: 'totalTokens',
    answer: (tokens) => ({
      candidates: [{ content: { role: 'model', parts: [{ text: '-' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: tokens, candidatesTokenCount: 0, totalTokenCount: tokens },
    }),
  },
};

export const canCount = (kind: ProviderKind): boolean => endpoints[kind] !== undefined;

/**
 * A transport that asks how many tokens a request has instead of sending it. What is counted is the very body an
 * adapter writes for the usual call; the count comes back as the input of an answer, so that everything that reads,
 * checks and redacts answers does its work here too.
 */
export function countingTransport(next: Transport, kind: ProviderKind): Transport {
  const endpoint = endpoints[kind];
  if (!endpoint) {
    throw new PromptopsError('usage', `A provider of kind "${kind}" counts no tokens.`);
  }
  return {
    async send(request) {
      const url = new URL(request.url);
      url.pathname = endpoint.path(url.pathname);
      const sent: unknown = JSON.parse(request.body);
      const body = endpoint.body(withModel(isObject(sent) ? sent : {}, url, kind));
      const response = await next.send({ ...request, url, body: JSON.stringify(body) });
      return response.status === 200 ? answerOf(request.label, response, endpoint) : response;
    },
    close: () => next.close(),
  };
}

/** Google names the model in the path of a usual call, and in the body of one that is only counted. */
function withModel(body: JsonObject, url: URL, kind: ProviderKind): JsonObject {
  const model = kind === 'google' ? /\/(models\/[^/:]+):/.exec(url.pathname)?.[1] : undefined;
  return model === undefined ? body : { model, ...body };
}

async function answerOf(
  label: string,
  response: WireResponse,
  endpoint: CountEndpoint,
): Promise<WireResponse> {
  const text = await readBody(label, response);
  const body = parseJsonBody(label, text, response.headers, response.status);
  const tokens = isObject(body) ? body[endpoint.field] : null;
  if (typeof tokens !== 'number' || !Number.isInteger(tokens) || tokens < 0)
    throw badResponse(label, `there is no "${endpoint.field}" in it`);
  const answer = Buffer.from(JSON.stringify(endpoint.answer(tokens)));
  const chunks = async function* () {
    yield answer;
  };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: chunks(), discard: () => {} };
}
