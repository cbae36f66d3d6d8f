import { formatUsd, type Money } from '../meter/money.ts';
import { type Attribution, addAttributions, attributePrompt, terms } from './attribution.ts';
import { answerOf, costOfCalls } from './call-cost.ts';
import { factsOf } from './facts.ts';
import { estimateMarkets, type MarketEstimate, type MarketSide, thousand } from './market-cost.ts';
import type { PromptSide } from './prompt-side.ts';
import type { PromptTraffic } from './prompt-traffic.ts';
import { fromRatio } from './ratio.ts';
import type { Amounts, Delta, MarketCost, PromptCost } from './report.ts';
import { meanInput, mixRequests } from './sheet.ts';

/** A prompt before and after: null where it is not. `base` absent: there is nothing to compare with. */
export type PromptPair = { readonly head: PromptSide | null; readonly base?: PromptSide | null };

/** What the calls of a prompt cost, market by market, and what a difference to the base is due to. */
export async function estimatePrompt({ head, base }: PromptPair): Promise<PromptCost> {
  const shown = head ?? base;
  if (!shown) throw new Error('A prompt is on one side at least.');
  const { headTraffic, baseTraffic } = alignTraffic(head, base ?? null);
  const markets = await estimateMarkets({
    head: head && headTraffic && { side: head, traffic: headTraffic },
    base: base && baseTraffic ? { side: base, traffic: baseTraffic } : null,
  });
  const isMonthly = (headTraffic ?? baseTraffic)?.calls != null;
  const sidesOf = (which: 'head' | 'base') => markets.flatMap((market) => market[which] ?? []);
  const [heads, bases] = [sidesOf('head'), sidesOf('base')];
  return {
    prompt: shown.id,
    path: shown.path,
    useCase: shown.useCase,
    status: head === null ? 'removed' : base === null ? 'added' : 'kept',
    model: shown.model,
    price: priceOf(shown),
    ...tokensOf(markets, heads.length > 0 ? heads : bases),
    callsPerMonth: headTraffic?.calls == null ? null : fromRatio(headTraffic.calls),
    ...amountsOf(heads, isMonthly),
    base: base ? { model: base.model, inputTokens: inputOf(bases), ...amountsOf(bases, isMonthly) } : null,
    delta: base === undefined ? null : deltaOf(markets, isMonthly),
    markets: markets.map((market) => marketOf(market, isMonthly)),
    facts: head && (await factsOf(head)),
  };
}

/**
 * Traffic is only compared where both sides have stated it: the first traffic file of a project adds no call. Where the
 * head has none, neither has anything a month.
 */
function alignTraffic(
  head: PromptSide | null,
  base: PromptSide | null,
): { readonly headTraffic: PromptTraffic | null; readonly baseTraffic: PromptTraffic | null } {
  const [ofHead, ofBase] = [head?.traffic ?? null, base?.traffic ?? null];
  if (!ofHead || !ofBase) return { headTraffic: ofHead, baseTraffic: ofBase };
  if (ofBase.calls === null && ofHead.calls !== null) return { headTraffic: ofHead, baseTraffic: ofHead };
  return { headTraffic: ofHead, baseTraffic: ofHead.calls === null ? { ...ofBase, calls: null } : ofBase };
}

function priceOf(side: PromptSide): PromptCost['price'] {
  const found = side.priceOf(side.model);
  return found && { match: found.match, model: found.model };
}

function tokensOf(
  markets: readonly MarketEstimate[],
  sides: readonly MarketSide[],
): Pick<PromptCost, 'input' | 'output'> {
  const [first] = sides;
  if (!first) throw new Error('A prompt is called somewhere.');
  const { sheet, output, traffic } = first.quote;
  const { confidence, band, basis, uncounted } = sheet;
  return {
    input: { tokens: inputOf(sides), confidence, band, basis, uncounted },
    output: {
      ...output,
      mean: answerOf(output, traffic).total,
      heldConstant: markets.some(({ held }) => held),
    },
  };
}

/** Tokens of the average call, over all markets. */
function inputOf(sides: readonly MarketSide[]): number {
  const whole = sides.reduce((sum, { share }) => sum + share, 0n);
  const weighted = sides.map(({ quote, share }) => Number(share) * inputOfCall({ quote }));
  return whole === 0n ? 0 : Math.round(weighted.reduce((sum, each) => sum + each, 0) / Number(whole));
}

const inputOfCall = ({ quote }: Pick<MarketSide, 'quote'>): number =>
  meanInput(mixRequests(quote.sheet, quote.traffic.vars));

function amountsOf(sides: readonly MarketSide[], isMonthly: boolean): Amounts {
  const monthly = isMonthly ? sumOf(sides.map(({ cost }) => cost)) : null;
  // What is gone costs nothing a month, and nothing is known of a thousand calls.
  const perThousand = sides.length === 0 ? null : sumOf(sides.map(({ ofThousand }) => ofThousand));
  return { perThousandUsd: usd(perThousand), monthlyUsd: usd(monthly) };
}

/** null as soon as one is unknown. */
function sumOf(amounts: readonly (Money | null)[]): Money | null {
  return amounts.reduce<Money | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0n);
}

const usd = (money: Money | null): string | null => (money === null ? null : formatUsd(money));

function deltaOf(markets: readonly MarketEstimate[], isMonthly: boolean): Delta | null {
  const attributions = markets.map(attributionOf);
  if (attributions.some((each) => each === null)) return null;
  const before = sumOf(markets.flatMap(({ base }) => base?.cost ?? []));
  return toDelta(addAttributions(attributions.flatMap((each) => each ?? [])), before ?? 0n, isMonthly);
}

/** A prompt that is on one side only is a difference of its own. */
function attributionOf({ head, base, attribution }: MarketEstimate): Attribution | null {
  if (head && base) return attribution;
  const cost = head ? head.cost : (base?.cost ?? null);
  return cost === null ? null : attributePrompt(head ? cost : -cost);
}

/** The report of a split difference; `before`: what the base costs. */
export function toDelta(attribution: Attribution, before: Money, isMonthly: boolean): Delta {
  const sum = terms.reduce((total, term) => total + attribution[term], 0n);
  const written = terms.map((term) => [term, formatUsd(attribution[term])]);
  return {
    unit: isMonthly ? 'month' : 'thousandCalls',
    usd: formatUsd(sum),
    pct: before === 0n ? null : percent(sum, before),
    terms: Object.fromEntries(written) as Delta['terms'],
  };
}

/** Per cent with two decimals. */
export const percent = (part: Money, whole: Money): number => Number((part * 10_000n) / whole) / 100;

function marketOf({ pair, head, base }: MarketEstimate, isMonthly: boolean): MarketCost {
  const side = head ?? base;
  if (!side) throw new Error('A market is on one side at least.');
  const { market, locale } = head ? pair.head : pair.base;
  return {
    market,
    locale,
    share: fromRatio(head?.share ?? 0n),
    inputTokens: inputOfCall(side),
    perThousandUsd: head ? usd(costOfCalls(head.quote, thousand)) : null,
    monthlyUsd: isMonthly ? usd(head ? head.cost : 0n) : null,
    baseMonthlyUsd: isMonthly ? usd(base?.cost ?? null) : null,
  };
}
