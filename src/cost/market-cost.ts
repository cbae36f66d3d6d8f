import type { Money } from '../meter/money.ts';
import { type Attribution, attribute } from './attribution.ts';
import { costOfCalls, type Quote } from './call-cost.ts';
import type { OutputEstimate } from './output-estimate.ts';
import type { Measured, PromptSide } from './prompt-side.ts';
import type { Cell, PromptTraffic } from './prompt-traffic.ts';
import { one, type Ratio } from './ratio.ts';

/** A prompt on the sides where it is, each with the traffic it is priced with. */
export type Sides = { readonly head: SideOfPrompt | null; readonly base: SideOfPrompt | null };
type SideOfPrompt = { readonly side: PromptSide; readonly traffic: PromptTraffic };

/** One market on both sides; a share of nothing where a side does not know it. */
type MarketPair = { readonly market: string | null; readonly head: Cell; readonly base: Cell };

export type MarketEstimate = {
  readonly pair: MarketPair;
  readonly head: MarketSide | null;
  readonly base: MarketSide | null;
  /** Answers are as long on both sides: nothing is known of how the change moves them. */
  readonly held: boolean;
  /** null: one side is unpriced, or there is only one. */
  readonly attribution: Attribution | null;
};

export type MarketSide = {
  readonly quote: Quote;
  /** Of the side's calls, in this market. */
  readonly share: Ratio;
  /** Calls a month, or of a thousand where nobody knows. */
  readonly calls: Ratio;
  readonly cost: Money | null;
  /** What this market's part of a thousand calls costs. */
  readonly ofThousand: Money | null;
};

export const thousand: Ratio = 1000n * one;

/** Prices a prompt in each market, on both sides, and splits what lies between. */
export async function estimateMarkets(sides: Sides): Promise<readonly MarketEstimate[]> {
  const estimates: MarketEstimate[] = [];
  for (const pair of pairMarkets(sides)) estimates.push(await estimateMarket(sides, pair));
  return estimates;
}

function pairMarkets({ head, base }: Sides): readonly MarketPair[] {
  const [ofHead, ofBase] = [head?.traffic.cells ?? [], base?.traffic.cells ?? []];
  const names = [...new Set([...ofHead, ...ofBase].map(({ market }) => market))];
  return names.map((market) => {
    const inHead = ofHead.find((cell) => cell.market === market);
    const inBase = ofBase.find((cell) => cell.market === market);
    const locale = inHead?.locale ?? inBase?.locale ?? null;
    const absent: Cell = { market, locale, share: 0n };
    return { market, head: inHead ?? absent, base: inBase ?? absent };
  });
}

async function estimateMarket({ head, base }: Sides, pair: MarketPair): Promise<MarketEstimate> {
  const inHead = head && (await measureIn(head, pair.head));
  const inBase = base && (await measureIn(base, pair.base));
  const held = inHead && inBase ? holdOutput(inBase, inHead) : null;
  const headQuote = head && inHead && quoteOf(head, inHead, held?.head ?? inHead.output);
  const baseQuote = base && inBase && quoteOf(base, inBase, held?.base ?? inBase.output);
  const headSide = headQuote && sideOf(headQuote, pair.head.share);
  const baseSide = baseQuote && sideOf(baseQuote, pair.base.share);
  const attribution =
    head && base && headSide && baseSide
      ? attribute({
          base: baseSide,
          head: headSide,
          headAtBaseModel: (await measureIn(head, pair.head, base.side.model)).sheet,
          headModelAtBasePrices: base.side.priceOf(head.side.model)?.price ?? null,
        })
      : null;
  return { pair, head: headSide, base: baseSide, held: held?.isHeld ?? false, attribution };
}

const measureIn = ({ side }: SideOfPrompt, { locale }: Cell, model = side.model): Promise<Measured> =>
  side.measure(model, locale !== null && side.locales.includes(locale) ? locale : null);

const quoteOf = ({ side, traffic }: SideOfPrompt, { sheet }: Measured, output: OutputEstimate): Quote => ({
  sheet,
  output,
  price: side.priceOf(side.model)?.price ?? null,
  traffic,
});

function sideOf(quote: Quote, share: Ratio): MarketSide {
  const calls = ((quote.traffic.calls ?? thousand) * share) / one;
  return {
    quote,
    share,
    calls,
    cost: costOfCalls(quote, calls),
    ofThousand: costOfCalls(quote, (thousand * share) / one),
  };
}

/**
 * How long answers are on both sides. Where only the text changed, what was seen before holds for both: new answers
 * would differ by chance alone. With another model or other parameters each side has its own, as far as it was seen.
 */
function holdOutput(
  base: Measured,
  head: Measured,
): { readonly base: OutputEstimate; readonly head: OutputEstimate; readonly isHeld: boolean } {
  const isSeen = ({ output }: Measured): boolean => output.samples > 0;
  if (base.answers === head.answers) {
    const both = isSeen(base) || !isSeen(head) ? base.output : head.output;
    return { base: both, head: both, isHeld: base.sheet !== head.sheet };
  }
  if (isSeen(head) || !isSeen(base)) return { base: base.output, head: head.output, isHeld: false };
  const most = head.output.high;
  const mean = most === null ? base.output.mean : Math.min(base.output.mean, most);
  const kept = { ...base.output, mean, high: most, reasoning: Math.min(base.output.reasoning, mean) };
  return { base: base.output, head: kept, isHeld: true };
}
