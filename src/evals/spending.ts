import { formatUsd, type Money } from '../meter/money.ts';
import { byCodePoint } from '../model/order.ts';
import type { JournalRow } from './journal.ts';
import { paidFor } from './sums.ts';

/** What answers that were asked for have cost; replayed ones cost nothing and are not counted. */
export type Spent = {
  /** Results with at least one answer that was paid. */
  readonly results: number;
  readonly costUsd: string;
  /** Results whose price nobody knows: not in the sum. */
  readonly unpriced: number;
};

export type SpentByRun = Spent & {
  readonly run: string;
  readonly startedAt: string;
  /** Up to and with this run. */
  readonly cumulatedUsd: string;
};

export type SpentByPrompt = Spent & { readonly prompt: string; readonly runs: number };

export type Spending = {
  readonly total: Spent;
  /** In the order they were started. */
  readonly runs: readonly SpentByRun[];
  /** The dearest first. */
  readonly prompts: readonly SpentByPrompt[];
};

type Sum = { results: number; cost: Money; unpriced: number };

const nothing = (): Sum => ({ results: 0, cost: 0n, unpriced: 0 });

/** Folds the rows of journals, one run after the other. */
export function createSpending(): { add(row: JournalRow): void; read(): Spending } {
  const runs: { readonly id: string; readonly startedAt: string; readonly sum: Sum }[] = [];
  const prompts = new Map<string, { readonly sum: Sum; readonly runs: Set<string> }>();
  return {
    add(row) {
      if (row.type === 'run') runs.push({ id: row.id, startedAt: row.startedAt, sum: nothing() });
      if (row.type === 'run' || row.type === 'resumed') return;
      const paid = paidFor(row.result);
      const run = runs.at(-1);
      if (!run || paid === 0n) return;
      const prompt = prompts.get(row.result.prompt) ?? { sum: nothing(), runs: new Set<string>() };
      prompts.set(row.result.prompt, prompt);
      prompt.runs.add(run.id);
      for (const sum of [run.sum, prompt.sum]) addTo(sum, paid);
    },
    read() {
      let cumulated = 0n;
      const byRun = runs.map(({ id, startedAt, sum }): SpentByRun => {
        cumulated += sum.cost;
        return { run: id, startedAt, ...spentOf(sum), cumulatedUsd: formatUsd(cumulated) };
      });
      const byPrompt = [...prompts]
        .sort(([a, x], [b, y]) => compareMoney(y.sum.cost, x.sum.cost) || byCodePoint(a, b))
        .map(
          ([prompt, { sum, runs: some }]): SpentByPrompt => ({ prompt, runs: some.size, ...spentOf(sum) }),
        );
      return { total: spentOf(totalOf(runs.map(({ sum }) => sum))), runs: byRun, prompts: byPrompt };
    },
  };
}

function addTo(sum: Sum, paid: Money | null): void {
  sum.results += 1;
  if (paid === null) sum.unpriced += 1;
  else sum.cost += paid;
}

const spentOf = ({ results, cost, unpriced }: Sum): Spent => ({
  results,
  costUsd: formatUsd(cost),
  unpriced,
});

const compareMoney = (a: Money, b: Money): number => (a === b ? 0 : a < b ? -1 : 1);

function totalOf(sums: readonly Sum[]): Sum {
  const total = nothing();
  for (const { results, cost, unpriced } of sums) {
    total.results += results;
    total.cost += cost;
    total.unpriced += unpriced;
  }
  return total;
}
