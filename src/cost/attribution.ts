import type { Money } from '../meter/money.ts';
import { costOfCalls, type Quote } from './call-cost.ts';
import type { Ratio } from './ratio.ts';
import type { Sheet } from './sheet.ts';

/** What a difference is due to, in the order in which the parts of the base are replaced by those of the head. */
export const terms = [
  'prompts',
  'text',
  'examples',
  'tools',
  'model',
  'params',
  'traffic',
  'prices',
] as const;
export type Term = (typeof terms)[number];

export type Attribution = Readonly<Record<Term, Money>>;

/** One prompt in one market, before and after. */
export type Comparison = {
  readonly base: QuotedCalls;
  readonly head: QuotedCalls;
  /** The head's text counted in the tokens of the base's model; the head's own sheet where the model is the same. */
  readonly headAtBaseModel: Sheet;
  /** The head's model at the prices of the base; null: the base has none for it. */
  readonly headModelAtBasePrices: Quote['price'];
};

export type QuotedCalls = { readonly quote: Quote; readonly calls: Ratio };

/**
 * Splits a difference of cost by what changed: the base's parts are replaced by the head's one after the other, and
 * each term is what its step adds. So the terms sum to the difference exactly, whatever changed together; a change that
 * multiplies another is counted with the later of the two. null: one side is unpriced.
 */
export function attribute(comparison: Comparison): Attribution | null {
  const costs = steps(comparison).map(({ quote, calls }) => costOfCalls(quote, calls));
  const attribution: Record<Term, Money> = { ...nothing };
  for (const [index, term] of terms.slice(1).entries()) {
    const [before, after] = [costs[index], costs[index + 1]];
    if (before === null || after === null || before === undefined || after === undefined) return null;
    attribution[term] = after - before;
  }
  return attribution;
}

const nothing: Attribution = {
  prompts: 0n,
  text: 0n,
  examples: 0n,
  tools: 0n,
  model: 0n,
  params: 0n,
  traffic: 0n,
  prices: 0n,
};

/** The whole cost of a prompt that is new, or gone. */
export const attributePrompt = (usd: Money): Attribution => ({ ...nothing, prompts: usd });

/** Term by term. */
export function addAttributions(all: readonly Attribution[]): Attribution {
  const sum: Record<Term, Money> = { ...nothing };
  for (const each of all) for (const term of terms) sum[term] += each[term];
  return sum;
}

/** The base, then the same with one more part of the head, up to the head itself. */
function steps({ base, head, headAtBaseModel, headModelAtBasePrices }: Comparison): readonly QuotedCalls[] {
  const { sheet } = base.quote;
  const next = headAtBaseModel;
  const isSameModel = sheet.model === head.quote.sheet.model;
  const prefix = sheet.prefix;
  const withText: Sheet = {
    ...next,
    examples: sheet.examples,
    tools: sheet.tools,
    prefix: { ...prefix, text: next.prefix.text },
  };
  const withExamples: Sheet = {
    ...withText,
    examples: next.examples,
    prefix: { ...withText.prefix, examples: next.prefix.examples },
  };
  const atBase = (changed: Partial<Quote>): QuotedCalls => ({
    ...base,
    quote: { ...base.quote, ...changed },
  });
  // A model's answers differ with it; the same model's with its parameters.
  const output = isSameModel ? base.quote.output : head.quote.output;
  const price = isSameModel ? base.quote.price : (headModelAtBasePrices ?? head.quote.price);
  const model = atBase({ sheet: head.quote.sheet, output, price });
  const params: QuotedCalls = { ...model, quote: { ...model.quote, output: head.quote.output } };
  const traffic: QuotedCalls = { calls: head.calls, quote: { ...params.quote, traffic: head.quote.traffic } };
  return [
    base,
    atBase({ sheet: withText }),
    atBase({ sheet: withExamples }),
    atBase({ sheet: next }),
    model,
    params,
    traffic,
    head,
  ];
}
