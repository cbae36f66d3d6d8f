import { formatUsd, parseUsd } from '../meter/money.ts';
import type { PriceMatch, Rates } from '../meter/prices.ts';

/** A rate as a decimal text, USD per million tokens; null: the model has no such price. */
type Usd = string | null;

export type RatesUsd = {
  readonly input: Usd;
  readonly output: Usd;
  readonly cacheRead: Usd;
  readonly cacheWrite: Usd;
  readonly reasoning: Usd;
};

/** What one model costs, as the reports of `prices` say it. */
export type PricedModel = RatesUsd & {
  readonly model: string;
  readonly match: PriceMatch['match'];
  readonly tiers: readonly (RatesUsd & { readonly over: number })[];
  /** USD per thousand requests. */
  readonly perThousandRequests: Usd;
  /** What a call in a batch costs of a usual one; null: no batch price is published. */
  readonly batchFactor: number | null;
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  readonly deprecated: boolean;
  /** Day of the price; null: not stated. */
  readonly date: string | null;
};

export function pricedModel({ price, ...match }: PriceMatch): PricedModel {
  return {
    model: match.model,
    match: match.match,
    ...usdOf(price),
    tiers: price.tiers.map((tier) => ({ over: tier.over, ...usdOf(tier) })),
    perThousandRequests: usd(price.perThousandRequests),
    batchFactor: price.batchFactor,
    contextWindow: match.contextWindow,
    maxOutputTokens: match.maxOutputTokens,
    deprecated: match.deprecated,
    date: match.date,
  };
}

const usdOf = ({ input, output, cacheRead, cacheWrite, reasoning }: Rates): RatesUsd => ({
  input: usd(input),
  output: usd(output),
  cacheRead: usd(cacheRead),
  cacheWrite: usd(cacheWrite),
  reasoning: usd(reasoning),
});

const usd = (rate: number | null): Usd => (rate === null ? null : formatUsd(parseUsd(rate.toFixed(12))));
