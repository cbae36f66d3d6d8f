import type { EmbeddingModelV3, LanguageModelV3 } from '@ai-sdk/provider';
import type { ModelRequest } from '../render/request.ts';
import { isObject, listAt, objectAt, stringAt } from './json.ts';
import type { Dialect } from './language-model.ts';
import { type AnswerFacts, noFacts } from './map-answer.ts';

export type OpenAISettings = {
  readonly model: string;
  readonly apiKey: string;
  readonly baseURL: string;
  readonly api: 'chat' | 'responses';
  readonly organization: string | undefined;
  readonly project: string | undefined;
};

export const openaiBaseURL = 'https://api.openai.com/v1';

/** OpenAI's own API: chat completions, or responses where the config says so. https://platform.openai.com/docs/api-reference */
export async function openaiDialect(settings: OpenAISettings): Promise<Dialect> {
  const { createOpenAI } = await import('@ai-sdk/openai');
  const { api, model, ...access } = settings;
  return openaiDialectOver({ api, model }, (fetch) => createOpenAI({ ...access, fetch }));
}

type Asked = {
  readonly api: OpenAISettings['api'];
  readonly model: string;
  /** Whether the model reasons; absent: the package sees that from its name. */
  readonly reasons?: boolean;
};

/** What of a package is used to speak OpenAI's language. */
type Models = {
  readonly chat: (model: string) => LanguageModelV3;
  readonly responses: (model: string) => LanguageModelV3;
  readonly embeddingModel: (model: string) => EmbeddingModelV3;
};

/** OpenAI's language, spoken by a package to whomever it was made for. */
export const openaiDialectOver = (
  { api, model, reasons }: Asked,
  open: (fetch: typeof globalThis.fetch) => Models,
): Dialect => ({
  model: (fetch) => (api === 'responses' ? open(fetch).responses(model) : open(fetch).chat(model)),
  embeddings: (fetch) => open(fetch).embeddingModel(model),
  // OpenAI caches long prefixes by itself; there is no breakpoint to set.
  messageOptions: () => undefined,
  schemas: 'package',
  adapt: ({ params, output }: ModelRequest) => ({
    providerOptions: {
      openai: {
        ...(params.reasoningEffort === undefined ? {} : { reasoningEffort: params.reasoningEffort }),
        ...(reasons === undefined ? {} : { forceReasoning: reasons }),
        strictJsonSchema: output.strict,
      },
    },
    patch: null,
  }),
  facts: api === 'responses' ? responsesFacts : chatFacts,
  // The package iterates over the output without a look; without one there is no answer.
  tolerate: (body) => (api === 'chat' || Array.isArray(body['output']) ? body : { ...body, output: [] }),
});

/** Of a chat completion or one of its chunks. */
export function chatFacts(body: unknown): AnswerFacts {
  const choice = listAt(body, 'choices')[0];
  const message = objectAt(choice, 'message') ?? objectAt(choice, 'delta');
  const content = message?.['content'];
  return {
    ...noFacts,
    model: stringAt(body, 'model'),
    refusal: Boolean(stringAt(message, 'refusal')),
    answered: typeof content === 'string' || (Array.isArray(content) && content.length > 0),
  };
}

/** Of a response object or one event of its stream. */
function responsesFacts(body: unknown): AnswerFacts {
  const event = stringAt(body, 'type') ?? '';
  const response = objectAt(body, 'response') ?? body;
  const parts = listAt(response, 'output').flatMap((item) => listAt(item, 'content'));
  return {
    ...noFacts,
    model: stringAt(response, 'model'),
    refusal:
      event.startsWith('response.refusal') || parts.some((part) => stringAt(part, 'type') === 'refusal'),
    answered: parts.some((part) => isObject(part) && typeof part['text'] === 'string'),
  };
}
