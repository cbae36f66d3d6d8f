import fc from 'fast-check';
import type { Comparison, QuotedCalls } from '../../src/cost/attribution.ts';
import type { Quote } from '../../src/cost/call-cost.ts';
import type { PromptTraffic } from '../../src/cost/prompt-traffic.ts';
import { one, toRatio } from '../../src/cost/ratio.ts';
import type { Sheet } from '../../src/cost/sheet.ts';
import type { Price } from '../../src/meter/prices.ts';

/** A price with nothing but these. */
export const priceOf = (rates: Partial<Price>): Price => ({
  input: null,
  output: null,
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  tiers: [],
  perThousandRequests: null,
  batchFactor: null,
  ...rates,
});

export const sheetOf = (parts: Partial<Sheet> = {}): Sheet => ({
  model: 'openai/x',
  requests: [{ text: 100, overhead: 7, history: 0, media: 0, vars: {} }],
  examples: 0,
  tools: 0,
  prefix: { text: 0, examples: 0, tools: 0 },
  basis: 'cases',
  confidence: 'bpe',
  partConfidence: { text: 'bpe', tools: 'bpe' },
  counter: 'o200k_base',
  band: 0,
  uncounted: [],
  ...parts,
});

export const outputOf = (mean: number, reasoning = 0): Quote['output'] => ({
  mean,
  reasoning,
  low: mean,
  high: mean,
  samples: 1,
  source: 'a test',
  confidence: 'observed',
});

export const trafficOf = (parts: Partial<PromptTraffic> = {}): PromptTraffic => ({
  calls: null,
  cells: [{ market: null, locale: null, share: one }],
  vars: {},
  outputTokens: null,
  cacheHitRate: 0n,
  batchShare: 0n,
  retryRate: 0n,
  sources: {},
  ...parts,
});

const count = (max: number) => fc.integer({ min: 0, max });
const rate = fc.double({ min: 0, max: 200, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true }).map(toRatio);

const request = fc.record({
  text: count(300_000),
  overhead: count(40),
  history: count(5000),
  media: count(2000),
  vars: fc.constant({}),
});

const sheet = (model: string): fc.Arbitrary<Sheet> =>
  fc
    .record({
      requests: fc.array(request, { minLength: 1, maxLength: 5 }),
      examples: count(4000),
      tools: count(4000),
      prefix: fc.record({ text: count(9000), examples: count(4000), tools: count(4000) }),
    })
    .map((parts) => sheetOf({ model, ...parts }));

const price: fc.Arbitrary<Price> = fc.record({
  input: rate,
  output: rate,
  cacheRead: fc.option(rate),
  cacheWrite: fc.option(rate),
  reasoning: fc.option(rate),
  tiers: fc.constantFrom(
    [],
    [{ over: 200_000, input: 5, output: 30, cacheRead: 0.5, cacheWrite: null, reasoning: null }],
  ),
  perThousandRequests: fc.option(rate),
  batchFactor: fc.constantFrom(null, 0.5),
});

const output = fc.tuple(count(4000), count(4000)).map(([a, b]) => outputOf(Math.max(a, b), Math.min(a, b)));

const traffic: fc.Arbitrary<PromptTraffic> = fc
  .record({ cacheHitRate: share, batchShare: share, retryRate: share })
  .map((rates) => trafficOf(rates));

const quoted = (model: string): fc.Arbitrary<QuotedCalls> =>
  fc.record({
    quote: fc.record({ sheet: sheet(model), output, price, traffic }),
    calls: fc.double({ min: 0, max: 1e9, noNaN: true }).map(toRatio),
  });

/** Two states of a prompt that differ in anything at once, or in nothing but what a mask leaves. */
export const comparison: fc.Arbitrary<Comparison> = fc
  .tuple(fc.boolean(), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .chain(([sameModel, same]) =>
    fc
      .record({
        base: quoted('openai/a'),
        head: quoted(sameModel ? 'openai/a' : 'claude-b'),
        between: sheet('openai/a'),
        price: fc.option(price),
      })
      .map(({ base, head, between, price: middle }) => {
        const [text, out, traffics, prices, calls] = same;
        const quote: Quote = {
          sheet: text && sameModel ? base.quote.sheet : head.quote.sheet,
          output: out ? base.quote.output : head.quote.output,
          traffic: traffics ? base.quote.traffic : head.quote.traffic,
          price: prices && sameModel ? base.quote.price : head.quote.price,
        };
        return {
          base,
          head: { quote, calls: calls ? base.calls : head.calls },
          headAtBaseModel: sameModel ? quote.sheet : between,
          headModelAtBasePrices: sameModel ? base.quote.price : middle,
        };
      }),
  );
