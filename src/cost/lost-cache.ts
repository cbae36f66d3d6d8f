import { formatUsd, type Money } from '../meter/money.ts';
import { cacheableOf, costOfCalls, type Quote } from './call-cost.ts';
import { thousand } from './market-cost.ts';
import type { PromptSide } from './prompt-side.ts';
import { one } from './ratio.ts';
import type { Usd } from './report.ts';

/** What a prompt pays more since less of the start of its calls is the same each time. */
export type LostCache = {
  /** Tokens a call that a provider no longer keeps; 0: it kept none, the start was too short. */
  readonly tokens: number;
  /** null: unpriced. */
  readonly usd: Usd | null;
  readonly unit: 'month' | 'thousandCalls';
  /** Nobody said how often the cache is met: as if always. */
  readonly isMost: boolean;
};

const measureIn = (side: PromptSide, model: string, locale: string | null) =>
  side.measure(model, locale !== null && side.locales.includes(locale) ? locale : null);

/** The calls of the head, as they are and as if they still began like those of the base; both in the head's prices. */
export async function costOfLostCache(base: PromptSide, head: PromptSide): Promise<LostCache> {
  const { traffic } = head;
  const isMost = traffic.sources.cacheHitRate === undefined;
  const assumed = isMost ? { ...traffic, cacheHitRate: one } : traffic;
  const price = head.priceOf(head.model)?.price ?? null;
  let tokens = 0n;
  let usd: Money | null = 0n;
  for (const { locale, share } of traffic.cells) {
    const [now, old] = [await measureIn(head, head.model, locale), await measureIn(base, head.model, locale)];
    const kept = { ...now.sheet, prefix: old.sheet.prefix };
    const quote: Quote = { sheet: now.sheet, output: now.output, price, traffic: assumed };
    const calls = ((traffic.calls ?? thousand) * share) / one;
    const [costs, did] = [costOfCalls(quote, calls), costOfCalls({ ...quote, sheet: kept }, calls)];
    tokens += share * BigInt(Math.max(0, cacheableOf(kept) - cacheableOf(now.sheet)));
    usd = usd === null || costs === null || did === null ? null : usd + costs - did;
  }
  const unit = traffic.calls === null ? 'thousandCalls' : 'month';
  return { tokens: Number(tokens / one), usd: usd === null ? null : formatUsd(usd), unit, isMost };
}
