import { providerError } from '../evals/provider.ts';
import type { Usage } from '../recordings/interaction.ts';
import type { ModelRequest } from '../render/request.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from './json.ts';
import type { Adaptation, Dialect } from './language-model.ts';
import { type AnswerFacts, count, noFacts } from './map-answer.ts';
import type { Warn } from './map-request.ts';
import type { LoadPackage } from './optional-kinds.ts';
import { optionalDialect } from './optional-package.ts';

export type CohereSettings = {
  readonly model: string;
  readonly apiKey: string;
  readonly baseURL: string;
  readonly load: LoadPackage;
};

export const cohereBaseURL = 'https://api.cohere.com/v2';

/** Cohere's own words for the efforts of OpenAI's format: https://docs.cohere.com/docs/compatibility-api */
const thinking: ReadonlyMap<string, 'enabled' | 'disabled'> = new Map([
  ['high', 'enabled'],
  ['none', 'disabled'],
]);

/** Cohere's chat, version 2. https://docs.cohere.com/reference/chat */
export function cohereDialect({ model, apiKey, baseURL, load }: CohereSettings): Dialect {
  return optionalDialect<typeof import('@ai-sdk/cohere')>('cohere', load, ({ createCohere }) => ({
    model: (fetch) => createCohere({ apiKey, baseURL, fetch })(model),
    embeddings: (fetch) => createCohere({ apiKey, baseURL, fetch }).embeddingModel(model),
    messageOptions: () => undefined,
    schemas: 'package',
    adapt: (request, warn) => adapt(model, request, warn),
    facts,
    // The package insists on counts; without them the answer is still an answer, its usage unknown.
    tolerate: (body) =>
      objectAt(objectAt(body, 'usage'), 'tokens')
        ? body
        : { ...body, usage: { tokens: { input_tokens: 0, output_tokens: 0 } } },
  }));
}

function adapt(model: string, request: ModelRequest, warn: Warn): Adaptation {
  refuseDocuments(model, request);
  const { reasoningEffort: effort } = request.params;
  const type = effort === undefined ? undefined : thinking.get(effort);
  if (effort !== undefined && type === undefined)
    warn(
      `"reasoningEffort" "${effort}" is not known to Cohere (${[...thinking.keys()].join(', ')}) and was not sent.`,
    );
  return {
    providerOptions: type === undefined ? {} : { cohere: { thinking: { type } } },
    patch: request.messages.some(({ toolCalls }) => toolCalls?.length)
      ? (body) => withWords(body, request)
      : null,
  };
}

/** The package would send the base64 of a file as its text. */
function refuseDocuments(model: string, { messages }: ModelRequest): void {
  const other = messages
    .flatMap(({ content }) => content)
    .find(({ type }) => type !== 'text' && type !== 'image');
  if (!other) return;
  const failure = { kind: 'invalid-request', status: null, retryable: false, retryAfterMs: null } as const;
  throw providerError(
    `The request cannot be sent to "${model}": Cohere takes texts and pictures only.`,
    failure,
  );
}

/** The package leaves out what the assistant said beside a call of a tool. Its messages are one for each of ours. */
function withWords(body: JsonObject, { messages }: ModelRequest): JsonObject {
  const worded = listAt(body, 'messages').map((sent, index) => {
    const said = messages[index];
    const content = (said?.content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');
    return isObject(sent) && said?.role === 'assistant' && content !== '' ? { ...sent, content } : sent;
  });
  return { ...body, messages: worded };
}

/** Of an answer or one event of its stream. */
function facts(body: unknown): AnswerFacts {
  const event = stringAt(body, 'type');
  const content = objectAt(body, 'message')?.['content'];
  const usage = objectAt(body, 'usage') ?? objectAt(objectAt(body, 'delta'), 'usage');
  const isEnd = event === null || event === 'message-end';
  return {
    ...noFacts,
    answered: event === 'message-end' || (Array.isArray(content) && content.length > 0),
    usage: usageOf(usage),
    counted: !isEnd || usage !== null,
  };
}

/** What is billed, which leaves out the tokens of Cohere's own format; the package counts those as well. */
function usageOf(usage: JsonObject | null): Usage | null {
  const billed = objectAt(usage, 'billed_units') ?? objectAt(usage, 'tokens');
  const [input, output] = [count(billed?.['input_tokens']), count(billed?.['output_tokens'])];
  if (input === null || output === null) return null;
  const cacheRead = Math.min(count(usage?.['cached_tokens']) ?? 0, input);
  return { input: { total: input, cacheRead, cacheWrite: 0 }, output: { total: output, reasoning: 0 } };
}
