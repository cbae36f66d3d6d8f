import type { ModelRequest, ToolCall } from '../render/request.ts';
import { type Count, encodingOf, loadEncoding } from './encoding.ts';
import type { PricingConfig } from './prices.ts';

/** `bpe`: the model's own tokenizer. `estimate`: another one's count times a factor; the truth lies within `band`. */
export type Confidence = 'bpe' | 'estimate';

export type TokenCount = {
  readonly tokens: number;
  readonly confidence: Confidence;
  /** Largest relative error to expect: 0 is exact, 0.3 is ±30 %. */
  readonly band: number;
};

/** Counts for one model, once its encoding is loaded. */
export type TokenCounter = {
  count(text: string): TokenCount;
  countRequest(request: ModelRequest): RequestCount;
};

export type RequestCount = TokenCount & {
  /** Tokens of the format around the texts: roles, separators, the primed answer. Part of `tokens`. */
  readonly overhead: number;
  /** What is sent but not in `tokens`, because no public rule says how it is counted. */
  readonly uncounted: readonly ('image' | 'audio' | 'file' | 'schema' | 'tools')[];
};

/** A tokenizer that is not public: its count is about `factor` times that of `o200k_base`. */
type Estimate = { readonly factor: number; readonly band: number };

/**
 * Assumed, not measured: wide enough for English, code and common European text. `cost` learns the true factor from
 * the usage in recordings; never chars / 4, which is off by 63 % on Japanese.
 */
const estimates: readonly (readonly [RegExp, Estimate])[] = [
  [/claude/, { factor: 1.2, band: 0.25 }],
  [/gemini|gemma/, { factor: 1.05, band: 0.2 }],
  [/gpt-oss/, { factor: 1, band: 0 }],
];
const unknownModel: Estimate = { factor: 1.1, band: 0.3 };

/** What OpenAI's cookbook publishes for chat models: each message, and the answer's start. */
const perMessage = 3;
const perAnswer = 3;

/** Tokens of a text for `provider/model`: exact for OpenAI's models, else an estimate that says how far it may be off. */
export async function countTokens(
  modelId: string,
  text: string,
  config?: PricingConfig,
): Promise<TokenCount> {
  return (await loadCounter(modelId, config)).count(text);
}

/** The counter of one model; the encoding is loaded once per process. */
export async function loadCounter(modelId: string, config?: PricingConfig): Promise<TokenCounter> {
  const slash = modelId.indexOf('/');
  const provider = modelId.slice(0, Math.max(slash, 0));
  const model = modelId.slice(slash + 1);
  const kind = config?.providers[provider]?.kind ?? provider;
  const exact = kind === 'openai' || kind === 'azure';
  const count = await loadEncoding(exact ? encodingOf(model) : 'o200k_base');
  const estimate = exact ? null : estimateOf(model);
  const confident = (tokens: number): TokenCount =>
    estimate === null || estimate.band === 0
      ? { tokens, confidence: 'bpe', band: 0 }
      : { tokens: Math.ceil(tokens * estimate.factor), confidence: 'estimate', band: estimate.band };
  return {
    count: (text) => confident(count(text)),
    countRequest: (request) => countRequest(request, count, confident),
  };
}

const estimateOf = (model: string): Estimate =>
  estimates.find(([pattern]) => pattern.test(model.toLowerCase()))?.[1] ?? unknownModel;

/** A whole request: the texts, the chat format around them, and a list of what no published rule counts. */
function countRequest(
  request: ModelRequest,
  count: Count,
  confident: (tokens: number) => TokenCount,
): RequestCount {
  const uncounted = new Set<RequestCount['uncounted'][number]>();
  let overhead = perAnswer;
  let text = 0;
  for (const message of request.messages) {
    overhead += perMessage + count(message.role);
    for (const part of message.content) {
      if (part.type === 'text') text += count(part.text);
      else uncounted.add(part.type);
    }
    for (const call of message.toolCalls ?? []) text += count(call.name) + count(argumentsOf(call));
  }
  if (request.tools.length > 0) uncounted.add('tools');
  if (request.output.schema !== null) uncounted.add('schema');
  return { ...confident(text + overhead), overhead, uncounted: [...uncounted] };
}

const argumentsOf = (call: ToolCall): string =>
  typeof call.arguments === 'string' ? call.arguments : (JSON.stringify(call.arguments) ?? '');
