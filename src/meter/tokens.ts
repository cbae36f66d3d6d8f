import type { ModelRequest } from '../render/request.ts';
import { encodingOf, loadEncoding } from './encoding.ts';
import { estimateTokens, type Family, familyOf } from './estimate.ts';
import type { PricingConfig } from './prices.ts';
import { countRequest, formatOf } from './request-tokens.ts';

/**
 * How a number of tokens is known, surest first. `exact-api`: the vendor counted it. `observed`: learnt from what
 * recorded requests were billed. `bpe`: the model's own tokenizer. `estimate`: another one's count, measured against
 * the model's family. `assumed`: a rule of thumb has a part in it.
 */
export type Confidence = 'exact-api' | 'observed' | 'bpe' | 'estimate' | 'assumed';

export type TokenCount = {
  readonly tokens: number;
  readonly confidence: Confidence;
  /** Largest relative error to expect: 0 is exact, 0.15 is ±15 %. */
  readonly band: number;
};

/** Counts for one model, once its encoding is loaded. */
export type TokenCounter = {
  /** What the numbers rest on, in words. */
  readonly source: string;
  count(text: string): TokenCount;
  countRequest(request: ModelRequest): RequestCount;
};

/** Parts of a request that no published rule counts. */
export type UnsurePart = 'image' | 'audio' | 'file' | 'schema' | 'tools';

export type RequestCount = TokenCount & {
  /** Tokens of the format around the texts: roles, separators, the primed answer. Part of `tokens`. */
  readonly overhead: number;
  /** What is in `tokens` by a rule of thumb. */
  readonly assumed: readonly UnsurePart[];
  /** What is sent but not in `tokens`. */
  readonly uncounted: readonly UnsurePart[];
};

/** Tokens of a text for `provider/model`: exact for OpenAI's models, else an estimate that says how far it may be off. */
export async function countTokens(
  modelId: string,
  text: string,
  config?: PricingConfig,
): Promise<TokenCount> {
  return (await loadCounter(modelId, config)).count(text);
}

/** The counter of one model; the encoding is read once per process. */
export async function loadCounter(modelId: string, config?: PricingConfig): Promise<TokenCounter> {
  const slash = modelId.indexOf('/');
  const provider = modelId.slice(0, Math.max(slash, 0));
  const model = modelId.slice(slash + 1);
  const kind = config?.providers[provider]?.kind ?? provider;
  const isOwn = kind === 'openai' || kind === 'azure' || /gpt-oss/i.test(model);
  const encoding = isOwn ? encodingOf(model) : 'o200k_base';
  const tokens = loadEncoding(encoding);
  const family = isOwn ? null : familyOf(model);
  const count = (text: string): TokenCount => confident(tokens(text), text, family);
  const format = formatOf(model);
  return {
    source: family ? `estimated from o200k_base, measured against ${family.source}` : encoding,
    count,
    countRequest: (request) => countRequest(request, format, count),
  };
}

const confident = (tokens: number, text: string, family: Family | null): TokenCount =>
  family === null
    ? { tokens, confidence: 'bpe', band: 0 }
    : { tokens: Math.ceil(estimateTokens(family, tokens, text)), confidence: 'estimate', band: family.band };
