import type { Usage } from '../recordings/interaction.ts';
import { divideHalfUp, type Money, parseUsd } from './money.ts';
import type { Price, Rates } from './prices.ts';

const million = 1_000_000n;

/**
 * What one request costs at a price; null when it counts tokens the price does not name, since unknown is never free.
 * Cached input and reasoning are priced apart where the price does so, else as plain input and output. A tier holds
 * for the whole request, so never call it with the usage of several.
 */
export function costOf(usage: Usage, price: Price): Money | null {
  const rates = ratesFor(price, usage.input.total);
  const { cacheRead, cacheWrite } = usage.input;
  const { reasoning } = usage.output;
  const amounts: readonly (readonly [number, number | null])[] = [
    [usage.input.total - cacheRead - cacheWrite, rates.input],
    [cacheRead, rates.cacheRead ?? rates.input],
    [cacheWrite, rates.cacheWrite ?? rates.input],
    [usage.output.total - reasoning, rates.output],
    [reasoning, rates.reasoning ?? rates.output],
  ];
  let perMillion = 0n;
  for (const [tokens, rate] of amounts) {
    if (tokens <= 0) continue;
    if (rate === null) return null;
    // A gateway may report fractions of a token.
    perMillion += toMoney(rate) * BigInt(Math.ceil(tokens));
  }
  const request = price.perThousandRequests === null ? 0n : toMoney(price.perThousandRequests) / 1000n;
  return divideHalfUp(perMillion, million) + request;
}

/** A rate from a file, where 1/12 of a dollar may be written with as many digits as a double has. */
const toMoney = (rate: number): Money => parseUsd(rate.toFixed(12));

/** The rates of a request with this much input: the dearest tier it has passed. */
export function ratesFor(price: Price, inputTokens: number): Rates {
  return price.tiers.findLast((tier) => inputTokens > tier.over) ?? price;
}
