import type { ModelRequest } from '../render/request.ts';
import { isObject, type JsonObject, objectAt } from './json.ts';
import type { Adaptation, Dialect } from './language-model.ts';
import type { AnswerFacts } from './map-answer.ts';
import type { Warn } from './map-request.ts';
import { chatFacts } from './openai.ts';
import type { LoadPackage } from './optional-kinds.ts';
import { optionalDialect } from './optional-package.ts';

export type MistralSettings = {
  readonly model: string;
  readonly apiKey: string;
  readonly baseURL: string;
  readonly load: LoadPackage;
};

export const mistralBaseURL = 'https://api.mistral.ai/v1';

const efforts: readonly string[] = ['high', 'none'];

/** Mistral's chat completions. https://docs.mistral.ai/api */
export function mistralDialect({ model, apiKey, baseURL, load }: MistralSettings): Dialect {
  return optionalDialect<typeof import('@ai-sdk/mistral')>('mistral', load, ({ createMistral }) => ({
    model: (fetch) => createMistral({ apiKey, baseURL, fetch })(model),
    embeddings: (fetch) => createMistral({ apiKey, baseURL, fetch }).embeddingModel(model),
    messageOptions: () => undefined,
    // Without a schema the package would write an instruction of its own into the prompt.
    schemas: 'always',
    adapt,
    facts,
    // The package insists on counts; without them the answer is still an answer, its usage unknown.
    tolerate: (body) =>
      objectAt(body, 'usage')
        ? body
        : { ...body, usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } },
  }));
}

function adapt({ params, output, toolChoice }: ModelRequest, warn: Warn): Adaptation {
  const { reasoningEffort: effort } = params;
  const isKnown = effort !== undefined && efforts.includes(effort);
  if (effort !== undefined && !isKnown)
    warn(`"reasoningEffort" "${effort}" is not known to Mistral (${efforts.join(', ')}) and was not sent.`);
  const changes: JsonObject = {
    ...(output.format === 'json' && output.schema === null
      ? { response_format: { type: 'json_object' } }
      : {}),
    // The package takes the other tools away instead.
    ...(isObject(toolChoice) && typeof toolChoice['tool'] === 'string'
      ? { tool_choice: { type: 'function', function: { name: toolChoice['tool'] } } }
      : {}),
  };
  return {
    providerOptions: {
      mistral: {
        ...(isKnown ? { reasoningEffort: effort } : {}),
        strictJsonSchema: output.strict,
      },
    },
    patch: Object.keys(changes).length === 0 ? null : (body) => ({ ...body, ...changes }),
  };
}

function facts(body: unknown): AnswerFacts {
  const usage = objectAt(body, 'usage');
  const reasoning = objectAt(usage, 'completion_tokens_details')?.['reasoning_tokens'];
  const isWhole = isObject(body) && body['object'] === 'chat.completion';
  return {
    ...chatFacts(body),
    reasoningTokens: typeof reasoning === 'number' ? reasoning : null,
    counted: !isWhole || usage !== null,
  };
}
