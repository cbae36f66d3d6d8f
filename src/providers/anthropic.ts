import type { LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { isObject, objectAt, stringAt } from './json.ts';
import type { Dialect } from './language-model.ts';
import { type AnswerFacts, noFacts } from './map-answer.ts';
import type { Warn } from './map-request.ts';

export type AnthropicSettings = { readonly model: string; readonly apiKey: string; readonly baseURL: string };

export const anthropicBaseURL = 'https://api.anthropic.com/v1';

const efforts: readonly string[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** Anthropic's messages API. https://docs.anthropic.com/en/api/messages */
export async function anthropicDialect({ model, apiKey, baseURL }: AnthropicSettings): Promise<Dialect> {
  const { createAnthropic } = await import('@ai-sdk/anthropic');
  return {
    model: (fetch) => createAnthropic({ apiKey, baseURL, fetch })(model),
    messageOptions: (message) =>
      message.cache ? { anthropic: { cacheControl: { type: 'ephemeral' } } } : undefined,
    schemas: 'package',
    adapt: ({ params }, warn) => ({
      providerOptions: effortOptions(params.reasoningEffort, warn),
      patch: null,
    }),
    facts,
    // The package insists on counts; without them the answer is still an answer, its usage unknown.
    tolerate: (body) =>
      objectAt(body, 'usage') ? body : { ...body, usage: { input_tokens: 0, output_tokens: 0 } },
  };
}

function effortOptions(
  effort: string | undefined,
  warn: Warn,
): LanguageModelV3CallOptions['providerOptions'] {
  if (effort === undefined) return {};
  if (efforts.includes(effort)) return { anthropic: { effort } };
  warn(`"reasoningEffort" "${effort}" is not known to Anthropic (${efforts.join(', ')}) and was not sent.`);
  return {};
}

/** Of a message or one event of its stream. */
function facts(body: unknown): AnswerFacts {
  const event = stringAt(body, 'type');
  const message = objectAt(body, 'message') ?? body;
  const whole = event === 'message';
  return {
    ...noFacts,
    model: stringAt(message, 'model'),
    refusal:
      stringAt(body, 'stop_reason') === 'refusal' ||
      stringAt(objectAt(body, 'delta'), 'stop_reason') === 'refusal',
    // An empty list of content is how the model says that it has nothing to add.
    answered: whole ? isObject(body) && Array.isArray(body['content']) : event === 'message_stop',
    counted: !whole || objectAt(body, 'usage') !== null,
  };
}
