import { divideHalfUp, formatUsd, type Money, parseUsd } from '../meter/money.ts';
import { byCodePoint } from '../model/order.ts';
import { type Attribution, addAttributions, terms } from './attribution.ts';
import { toDelta } from './prompt-cost.ts';
import type { CostGroup, CostTotals, GroupKey, MarketCost, PromptCost } from './report.ts';
import { daysPerMonth } from './traffic.ts';

/** What all prompts cost together. Those without a price or traffic are named, never counted as nothing. */
export function totalsOf(prompts: readonly PromptCost[]): CostTotals {
  const monthly = sum(prompts.map(({ monthlyUsd }) => monthlyUsd));
  const before = sum(prompts.map(({ base }) => base?.monthlyUsd ?? null));
  const deltas = prompts.flatMap(({ delta }) => (delta?.unit === 'month' ? [delta.terms] : []));
  const isCompared = prompts.some(({ base, delta }) => base !== null || delta !== null);
  return {
    prompts: prompts.filter(({ status }) => status !== 'removed').length,
    monthlyUsd: text(monthly),
    dailyUsd: monthly === null ? null : formatUsd(divideHalfUp(monthly, BigInt(daysPerMonth))),
    baseMonthlyUsd: isCompared ? text(before) : null,
    delta: deltas.length === 0 ? null : toDelta(addAttributions(deltas.map(readTerms)), before ?? 0n, true),
    unpriced: prompts.filter(({ price }) => price === null).map(({ prompt }) => prompt),
    withoutTraffic: prompts
      .filter(({ callsPerMonth, status }) => callsPerMonth === null && status !== 'removed')
      .map(({ prompt }) => prompt),
  };
}

const readTerms = (written: Readonly<Record<keyof Attribution, string>>): Attribution =>
  Object.fromEntries(terms.map((term) => [term, parseUsd(written[term])])) as Attribution;

/** Sum of what is known; null: nothing is. */
function sum(amounts: readonly (string | null)[]): Money | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : known.reduce((total, amount) => total + parseUsd(amount), 0n);
}

const text = (money: Money | null): string | null => (money === null ? null : formatUsd(money));

/** What one prompt adds to a group in one market: its cost now, or what it cost in the base. */
type Part = {
  readonly prompt: string;
  readonly calls: number;
  readonly monthlyUsd: string | null;
  readonly baseMonthlyUsd: string | null;
};

/** Sums by prompt, use case, market, locale or model, sorted by name, those without one last. */
export function groupCosts(prompts: readonly PromptCost[], by: GroupKey): readonly CostGroup[] {
  const groups = new Map<string | null, Part[]>();
  const add = (name: string | null, part: Part): void => {
    const parts = groups.get(name) ?? [];
    parts.push(part);
    groups.set(name, parts);
  };
  for (const prompt of prompts) {
    for (const market of prompt.markets) {
      const { baseMonthlyUsd, monthlyUsd, share } = market;
      const calls = (prompt.callsPerMonth ?? 0) * share;
      // What changed its model cost something under the old one.
      const before = by === 'model' && prompt.base ? prompt.base.model : nameIn(prompt, market, by);
      const name = nameIn(prompt, market, by);
      const part = { prompt: prompt.prompt, calls, monthlyUsd, baseMonthlyUsd };
      if (before === name || prompt.status === 'removed') add(name, part);
      else {
        add(name, { ...part, baseMonthlyUsd: null });
        add(before, { ...part, calls: 0, monthlyUsd: null });
      }
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : byCodePoint(a, b)))
    .map(([name, parts]) => groupOf(name, parts));
}

function nameIn(prompt: PromptCost, market: MarketCost, by: GroupKey): string | null {
  switch (by) {
    case 'prompt':
      return prompt.prompt;
    case 'useCase':
      return prompt.useCase;
    case 'market':
      return market.market;
    case 'locale':
      return market.locale;
    case 'model':
      return prompt.model;
  }
}

function groupOf(name: string | null, parts: readonly Part[]): CostGroup {
  const monthly = sum(parts.map(({ monthlyUsd }) => monthlyUsd));
  const before = sum(parts.map(({ baseMonthlyUsd }) => baseMonthlyUsd));
  const calls = parts.reduce((total, part) => total + part.calls, 0);
  const isCompared = before !== null && monthly !== null;
  return {
    name,
    prompts: new Set(parts.map(({ prompt }) => prompt)).size,
    callsPerMonth: calls === 0 ? null : Math.round(calls),
    monthlyUsd: text(monthly),
    baseMonthlyUsd: text(before),
    deltaUsd: isCompared ? formatUsd(monthly - before) : null,
  };
}
