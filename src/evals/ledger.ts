import { costOf } from '../meter/cost.ts';
import type { Money } from '../meter/money.ts';
import type { Price } from '../meter/prices.ts';
import type { Completion, Origin } from '../recordings/interaction.ts';
import type { ToolCall } from '../render/request.ts';
import type { CaseResult } from './report.ts';
import { addUsage, plus } from './sums.ts';

/** What was asked and answered of a case so far; what a case costs counts even when it ends in an error. */
export type Ledger = {
  /** The model that stood in; null: none did. */
  fallback: string | null;
  last: Completion | null;
  readonly toolCalls: ToolCall[];
  input: string | null;
  request: string | null;
  recordedAt: string | null | undefined;
  usage: CaseResult['usage'];
  /** null: some answer has no known price. */
  cost: Money | null;
  paid: Money | null;
  /** What the judges cost, and what of it was paid in this run; null with an unknown price. Undefined: none was asked. */
  judged?: { readonly cost: Money | null; readonly paid: Money | null };
  origin: Origin | null;
  live: number;
  replayed: number;
  attempts: number;
  readonly warnings: Set<string>;
};

/** What an attempt cost stays; what it said is no answer. */
export function forgetAnswers(ledger: Ledger): void {
  Object.assign(ledger, { last: null, usage: null, origin: null, request: null, recordedAt: undefined });
  ledger.toolCalls.length = 0;
  ledger.warnings.clear();
}

export const emptyLedger = (): Ledger => ({
  fallback: null,
  last: null,
  toolCalls: [],
  input: null,
  request: null,
  recordedAt: undefined,
  usage: null,
  cost: 0n,
  paid: 0n,
  origin: null,
  live: 0,
  replayed: 0,
  attempts: 0,
  warnings: new Set(),
});

export function enter(ledger: Ledger, completion: Completion, price: Price | null): void {
  const cost = costOfAnswer(completion, price);
  ledger.last = completion;
  ledger.request ??= completion.key ?? null;
  if (completion.replayed) ledger.recordedAt = older(ledger.recordedAt, completion.recordedAt ?? null);
  ledger.toolCalls.push(...completion.toolCalls);
  ledger.attempts += 1;
  if (completion.usage)
    ledger.usage = ledger.usage ? addUsage(ledger.usage, completion.usage) : completion.usage;
  ledger.cost = ledger.cost === null || cost === null ? null : ledger.cost + cost;
  if (completion.replayed) ledger.replayed += 1;
  else {
    ledger.live += 1;
    ledger.paid = ledger.paid === null || cost === null ? null : ledger.paid + cost;
  }
  ledger.origin = weakest(ledger.origin, completion.origin);
  for (const warning of completion.warnings) ledger.warnings.add(warning);
}

export function enterJudge(ledger: Ledger, completion: Completion, price: Price | null): void {
  const cost = costOfAnswer(completion, price);
  const before = ledger.judged ?? { cost: 0n, paid: 0n };
  ledger.judged = {
    cost: plus(before.cost, cost),
    paid: completion.replayed ? before.paid : plus(before.paid, cost),
  };
}

/** Unknown usage costs nothing only where everything does. */
function costOfAnswer({ usage }: Completion, price: Price | null): Money | null {
  if (price === null) return null;
  if (usage) return costOf(usage, price);
  return price.input === 0 && price.output === 0 && price.tiers.length === 0 ? 0n : null;
}

/** One that nobody dated may be as old as any. */
const older = (a: string | null | undefined, b: string | null): string | null =>
  a === undefined ? b : a === null || b === null ? null : a < b ? a : b;

/** From the least evidence to the most: a case with one hand-written answer is hand-written. */
const origins: readonly Origin[] = ['sample', 'import', 'computed', 'live'];

const weakest = (a: Origin | null, b: Origin): Origin =>
  a === null ? b : (origins.find((origin) => origin === a || origin === b) ?? b);
