import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAttributions, attribute, type Comparison, terms } from '../../src/cost/attribution.ts';
import { costOfCalls, type Quote } from '../../src/cost/call-cost.ts';
import { one, toRatio } from '../../src/cost/ratio.ts';
import { soaked } from '../helpers/soak.ts';
import { comparison, outputOf, priceOf, sheetOf, trafficOf } from './quotes.ts';

const sumOf = (attribution: Readonly<Record<string, bigint>>): bigint =>
  Object.values(attribution).reduce((sum, term) => sum + term, 0n);

describe('the terms of a difference', () => {
  it('sum to it exactly, whatever changed together', () => {
    fc.assert(
      fc.property(comparison, (compared) => {
        const [before, after] = [compared.base, compared.head].map(({ quote, calls }) =>
          costOfCalls(quote, calls),
        );
        const attribution = attribute(compared);
        expect(attribution && sumOf(attribution)).toBe((after ?? 0n) - (before ?? 0n));
      }),
      { numRuns: soaked(300) },
    );
  });

  it('sum over markets and prompts as well', () => {
    fc.assert(
      fc.property(fc.array(comparison, { maxLength: 4 }), (all) => {
        const costs = all.map(({ base, head }) => [
          costOfCalls(base.quote, base.calls),
          costOfCalls(head.quote, head.calls),
        ]);
        const total = costs.reduce((sum, [before, after]) => sum + (after ?? 0n) - (before ?? 0n), 0n);
        expect(sumOf(addAttributions(all.flatMap((each) => attribute(each) ?? [])))).toBe(total);
      }),
      { numRuns: soaked(50) },
    );
  });
});

const price = priceOf({ input: 2, output: 8, cacheRead: 0.5 });
const quote: Quote = { sheet: sheetOf(), output: outputOf(50), price, traffic: trafficOf() };
const still: Comparison = {
  base: { quote, calls: 1000n * one },
  head: { quote, calls: 1000n * one },
  headAtBaseModel: quote.sheet,
  headModelAtBasePrices: price,
};

/** The comparison with another head of the same model. */
const changed = (change: Partial<Quote>, calls = still.head.calls): Comparison => {
  const head = { ...quote, ...change };
  return { ...still, head: { quote: head, calls }, headAtBaseModel: head.sheet };
};

describe('each term', () => {
  it.each<readonly [string, Comparison]>([
    [
      'text',
      changed({ sheet: sheetOf({ requests: [{ text: 300, overhead: 7, history: 0, media: 0, vars: {} }] }) }),
    ],
    ['examples', changed({ sheet: sheetOf({ examples: 40 }) })],
    ['tools', changed({ sheet: sheetOf({ tools: 40 }) })],
    ['params', changed({ output: outputOf(80) })],
    ['traffic', changed({}, 2000n * one)],
    ['traffic', changed({ traffic: trafficOf({ retryRate: toRatio(0.1) }) })],
    ['prices', changed({ price: priceOf({ input: 3, output: 8 }) })],
  ])('%s is what only it changed', (term, compared) => {
    const attribution = attribute(compared);
    expect(terms.filter((name) => attribution?.[name] !== 0n)).toEqual([term]);
  });

  it('is the model where the model changed, its tokens, answers and price', () => {
    const other = priceOf({ input: 3, output: 15 });
    const head: Quote = {
      ...quote,
      sheet: sheetOf({
        model: 'claude-b',
        requests: [{ text: 130, overhead: 7, history: 0, media: 0, vars: {} }],
      }),
      output: outputOf(70),
      price: other,
    };
    const attribution = attribute({
      ...still,
      head: { quote: head, calls: still.head.calls },
      headModelAtBasePrices: other,
    });
    expect(terms.filter((name) => attribution?.[name] !== 0n)).toEqual(['model']);
    // 1,000 calls: 137 tokens at $3 and 70 at $15, against 107 at $2 and 50 at $8.
    expect(attribution?.model).toBe((137n * 3n + 70n * 15n - (107n * 2n + 50n * 8n)) * 10n ** 9n);
  });

  it('is not known where a side is unpriced', () => {
    expect(attribute(changed({ price: null }))).toBeNull();
  });
});
