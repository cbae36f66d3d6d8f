import type { ModelRequest } from '../render/request.ts';
import type { Confidence, TokenCounter } from './tokens.ts';

/** What a request really had, in tokens. */
export type Observation = { readonly request: ModelRequest; readonly tokens: number };

/** With fewer observations, what is left over may be chance. */
const enough = 5;

/**
 * A counter that is right on the whole about what was observed: every count times `observed / counted`, the band what
 * single observations still differ by (of five or more the 90th percentile, at least 2 %; of fewer the largest, at
 * least 5 %). Nothing observed: the counter itself.
 */
export function calibrate(
  counter: TokenCounter,
  observations: readonly Observation[],
  confidence: Extract<Confidence, 'observed' | 'exact-api'>,
): TokenCounter {
  const counted = observations.map(({ request }) => counter.countRequest(request).tokens);
  const factor = sum(observations.map(({ tokens }) => tokens)) / sum(counted);
  if (!(factor > 0) || !Number.isFinite(factor)) return counter;
  const errors = observations
    .map(({ tokens }, at) => Math.abs(((counted[at] ?? 0) * factor) / Math.max(1, tokens) - 1))
    .sort((a, b) => a - b);
  const known = { confidence, band: bandOf(errors, confidence) };
  const scale = (tokens: number): number => Math.round(tokens * factor);
  const requests = `${observations.length} ${observations.length === 1 ? 'request' : 'requests'}`;
  return {
    source: `${counter.source}; × ${factor.toFixed(3)} after ${requests} ${sources[confidence]}`,
    count: (text) => ({ ...known, tokens: scale(counter.count(text).tokens) }),
    countRequest(request) {
      const count = counter.countRequest(request);
      return { ...count, ...known, tokens: scale(count.tokens), overhead: scale(count.overhead) };
    },
  };
}

const sources = { observed: 'on record', 'exact-api': 'the vendor counted' } as const;

function bandOf(errors: readonly number[], confidence: 'observed' | 'exact-api'): number {
  const largest = errors.at(-1) ?? 0;
  if (confidence === 'exact-api') return largest;
  if (errors.length < enough) return Math.max(0.05, largest);
  return Math.max(0.02, errors[Math.ceil(errors.length * 0.9) - 1] ?? largest);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
