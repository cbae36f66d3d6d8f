import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheableOf, costOfCalls, type Quote } from '../../src/cost/call-cost.ts';
import { fromRatio, one, toRatio } from '../../src/cost/ratio.ts';
import { mixRequests } from '../../src/cost/sheet.ts';
import { formatUsd } from '../../src/meter/money.ts';
import { comparison, outputOf, priceOf, sheetOf, trafficOf } from './quotes.ts';

const request = (text: number) => ({ text, overhead: 0, history: 0, media: 0, vars: {} });
const calls = (n: number) => toRatio(n);
const usd = (quote: Quote, n: number): string | null => {
  const cost = costOfCalls(quote, calls(n));
  return cost === null ? null : formatUsd(cost);
};

const price = priceOf({ input: 2, output: 8, cacheRead: 0.5, cacheWrite: 2.5 });
const quote: Quote = {
  sheet: sheetOf({ requests: [request(600)] }),
  output: outputOf(100),
  price,
  traffic: trafficOf(),
};

describe('what calls cost', () => {
  it('is $20,000 for ten million calls at $0.002', () => {
    expect([usd(quote, 1), usd(quote, 10_000_000)]).toEqual(['0.002', '20000']);
  });

  it('prices each request by its own tier, never their mean', () => {
    const tiered = priceOf({
      input: 1,
      output: 0,
      tiers: [{ over: 200_000, input: 10, output: 0, cacheRead: null, cacheWrite: null, reasoning: null }],
    });
    const sheet = sheetOf({ requests: [request(100_000), request(290_000)] });
    // $0.10 and $2.90; their mean of 195,000 tokens would be $0.195.
    expect(usd({ ...quote, sheet, output: outputOf(0), price: tiered }, 2)).toBe('3');
  });

  it('takes one call in twenty for as large as the 95th percentile, and keeps the mean', () => {
    const sheet = sheetOf({ requests: [{ ...request(150), vars: { ticket: 50 } }] });
    const mixed = mixRequests(sheet, { ticket: { mean: 420, p95: 1800 } });
    expect(mixed).toEqual([
      { weight: 19, input: Math.round(100 + (20 * 420 - 1800) / 19) },
      { weight: 1, input: 1900 },
    ]);
    const [usual, large] = mixed;
    expect(((usual?.input ?? 0) * 19 + (large?.input ?? 0)) / 20).toBeCloseTo(520, 0);
  });

  it.each([
    // 2,000 of 2,600 tokens are static: a hit reads them, a miss writes them.
    [1, 0, 0, (600 * 2 + 2000 * 0.5 + 100 * 8) / 1e6],
    [0, 0, 0, (600 * 2 + 2000 * 2.5 + 100 * 8) / 1e6],
    [0.85, 0, 0, (600 * 2 + 2000 * (0.85 * 0.5 + 0.15 * 2.5) + 100 * 8) / 1e6],
    [1, 0, 0.01, ((600 * 2 + 2000 * 0.5 + 100 * 8) / 1e6) * 1.01],
    [1, 0.5, 0, ((600 * 2 + 2000 * 0.5 + 100 * 8) / 1e6) * 0.75],
    [0.85, 0.4, 0.02, ((600 * 2 + 2000 * (0.85 * 0.5 + 0.15 * 2.5) + 100 * 8) / 1e6) * 0.8 * 1.02],
  ])('cache %d, batch %d, retries %d', (hit, batch, retries, expected) => {
    const traffic = trafficOf({
      cacheHitRate: toRatio(hit),
      batchShare: toRatio(batch),
      retryRate: toRatio(retries),
    });
    const sheet = sheetOf({ requests: [request(2600)], prefix: { text: 1500, examples: 300, tools: 200 } });
    const cost = usd({ ...quote, sheet, traffic, price: { ...price, batchFactor: 0.5 } }, 1);
    expect(Number(cost)).toBeCloseTo(expected, 10);
  });

  it('caches nothing below what the provider caches at least', () => {
    const prefix = { text: 1500, examples: 0, tools: 0 };
    expect(cacheableOf(sheetOf({ model: 'openai/gpt-5', prefix }))).toBe(1500);
    expect(cacheableOf(sheetOf({ model: 'anthropic/claude-haiku-4-5', prefix }))).toBe(0);
    expect(cacheableOf(sheetOf({ model: 'openai/gpt-5', prefix: { ...prefix, text: 1023 } }))).toBe(0);
  });

  it('is unpriced without a price, and where the price does not cover what is sent', () => {
    expect(usd({ ...quote, price: null }, 1)).toBeNull();
    expect(usd({ ...quote, price: priceOf({ input: 2 }) }, 1)).toBeNull();
  });

  it('is the formula, to a rounding of one request', () => {
    fc.assert(
      fc.property(comparison, ({ base }) => {
        const { sheet, output, price: found, traffic } = base.quote;
        if (!found || found.tiers.length > 0) return;
        const cacheable = cacheableOf(sheet);
        const rate = (key: 'input' | 'cacheRead' | 'cacheWrite') => found[key] ?? found.input ?? 0;
        const [hit, batch, retries] = [traffic.cacheHitRate, traffic.batchShare, traffic.retryRate].map(
          fromRatio,
        ) as [number, number, number];
        const costs = mixRequests(sheet, {}).map(({ input }) => {
          const kept = Math.min(input, cacheable);
          return (
            ((input - kept) * rate('input') +
              kept * (hit * rate('cacheRead') + (1 - hit) * rate('cacheWrite')) +
              (output.mean - output.reasoning) * (found.output ?? 0) +
              output.reasoning * (found.reasoning ?? found.output ?? 0)) /
              1e6 +
            (found.perThousandRequests ?? 0) / 1000
          );
        });
        const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
        const factor = 1 - batch + batch * (found.batchFactor ?? 1);
        const expected = mean * factor * (1 + retries);
        const cost = Number(formatUsd(costOfCalls(base.quote, one) ?? 0n));
        expect(Math.abs(cost - expected)).toBeLessThan(1e-9 + expected * 1e-9);
      }),
    );
  });
});
