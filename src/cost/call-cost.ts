import { costOf } from '../meter/cost.ts';
import { divideHalfUp, type Money } from '../meter/money.ts';
import type { Price } from '../meter/prices.ts';
import { minimumPrefix } from './cache-prefix.ts';
import type { OutputEstimate } from './output-estimate.ts';
import type { PromptTraffic } from './prompt-traffic.ts';
import { one, type Ratio, toRatio } from './ratio.ts';
import { mixRequests, type Sheet } from './sheet.ts';

/** All that decides what calls of one prompt in one locale cost. */
export type Quote = {
  readonly sheet: Sheet;
  readonly output: OutputEstimate;
  /** null: unpriced, which never means free. */
  readonly price: Price | null;
  readonly traffic: PromptTraffic;
};

/**
 * What `calls` calls cost; null when the price is unknown or does not cover what is sent. Every request is priced for
 * itself, since tiers are per request, as hit and as miss of the provider's cache; then
 * `(hit·h + miss·(1−h)) · ((1−b) + b·batchFactor) · (1 + retryRate)`, with one rounding at the end.
 */
export function costOfCalls(quote: Quote, calls: Ratio): Money | null {
  const { sheet, price, traffic } = quote;
  if (!price) return null;
  let sum = 0n;
  let weight = 0n;
  for (const request of mixRequests(sheet, traffic.vars)) {
    const cost = costOfRequest(request.input, quote, price);
    if (cost === null) return null;
    sum += BigInt(request.weight) * cost;
    weight += BigInt(request.weight);
  }
  const batch = (one - traffic.batchShare) * one + traffic.batchShare * batchFactorOf(price);
  // One for each ratio in the product: cache, calls, batch share and factor, retries.
  return divideHalfUp(sum * calls * batch * (one + traffic.retryRate), weight * one ** 5n);
}

/** Mean of hit and miss, times `one`. */
function costOfRequest(input: number, { sheet, output, traffic }: Quote, price: Price): bigint | null {
  const cacheable = Math.min(input, cacheableOf(sheet));
  const answer = answerOf(output, traffic);
  const costWith = (cacheRead: number, cacheWrite: number): Money | null =>
    costOf({ input: { total: input, cacheRead, cacheWrite }, output: answer }, price);
  const hit = costWith(cacheable, 0);
  const miss = costWith(0, cacheable);
  if (hit === null || miss === null) return null;
  return traffic.cacheHitRate * hit + (one - traffic.cacheHitRate) * miss;
}

/** Whole tokens of an answer: as traffic says, else as estimated. No price has tiers by output, so the mean is enough. */
export function answerOf(
  { mean, reasoning }: OutputEstimate,
  { outputTokens }: PromptTraffic,
): { readonly total: number; readonly reasoning: number } {
  const total = outputTokens?.mean ?? mean;
  const share = mean > 0 ? reasoning / mean : 0;
  return { total: Math.round(total), reasoning: Math.round(total * share) };
}

/** The static start of the request; nothing where it is shorter than the provider caches. */
export function cacheableOf({ prefix, model }: Sheet): number {
  const length = prefix.text + prefix.examples + prefix.tools;
  return length >= minimumPrefix(model) ? length : 0;
}

/** What a call through the batch API costs of a usual one. */
export const batchFactorOf = ({ batchFactor }: Price): Ratio => toRatio(batchFactor ?? 1);
