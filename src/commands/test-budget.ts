import { PromptopsError } from '../errors.ts';
import { createTally } from '../evals/tally.ts';
import { formatUsd, type Money, parseUsd } from '../meter/money.ts';
import type { Config, ReplayMode } from '../model/config.ts';
import { type Budget, createBudget } from '../providers/budget.ts';
import type { PoolOptions } from '../providers/provider-pool.ts';
import { readJournal } from '../source/journal-file.ts';
import type { Root } from '../source/root.ts';

export type TestBudget = NonNullable<PoolOptions['budget']>;

type Ground = {
  /** All that may be asked. */
  readonly models: readonly string[];
  readonly config: Config;
  readonly replay: ReplayMode;
  /** USD; null: anything may be spent. */
  readonly maxCost: number | null;
  /** The run that is gone on with: what it has paid counts. */
  readonly resumed: { readonly root: Root; readonly id: string } | null;
};

/**
 * What a run may spend; undefined where nothing limits it or nothing can be asked. Refuses a model without a price
 * (`invalid-project`): what it costs could not be kept within anything.
 */
export async function openBudget(ground: Ground): Promise<TestBudget | undefined> {
  const { models, config, replay, maxCost, resumed } = ground;
  if (maxCost === null || replay === 'strict') return undefined;
  const { requireCallPrice } = await import('../evals/call-price.ts');
  const priced = models.map(async (model) => [model, await requireCallPrice(model, config)] as const);
  const prices = new Map(await Promise.all(priced));
  const spent = resumed === null ? 0n : await paidBy(resumed.root, resumed.id);
  return {
    ledger: createBudget(parseUsd(maxCost.toFixed(12)), spent, showUsd),
    async pricerOf(model) {
      const price = prices.get(model) ?? (await requireCallPrice(model, config));
      return { most: ({ request }) => price.worst(price.size(request)), cost: price.costOf };
    },
  };
}

/** What the summary says of a budget that stopped a run. */
export const stoppedNote = ({ limit, spent }: Budget, run: string): string =>
  `Stopped by the budget of ${showUsd(limit)}, of which ${showUsd(spent)} is spent. Raise it and go on: promptops test --resume ${run} --max-cost <usd>`;

async function paidBy(root: Root, id: string): Promise<Money> {
  const tally = createTally();
  for await (const row of readJournal(root, id)) tally.add(row);
  const { costUsd } = tally.totals();
  if (costUsd !== null) return parseUsd(costUsd);
  throw new PromptopsError(
    'usage',
    `What run "${id}" has paid is not known, so no budget can be kept in it.`,
    {
      hint: 'Go on without `--max-cost`, or start a new run with one.',
    },
  );
}

/** To a hundredth of a cent, up. */
function showUsd(amount: Money): string {
  const step = 100_000_000n;
  return `$${formatUsd(((amount + step - 1n) / step) * step)}`;
}
