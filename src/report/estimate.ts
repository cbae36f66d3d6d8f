import type { Estimate, EstimateRow } from '../evals/estimate.ts';
import { counted } from './document.ts';
import { shortUsd } from './usd.ts';

/** `Asks for 12 answers and 24 opinions: ≈$0.83, at most $2.10; budget $5.` */
export function describeEstimate({ rows, usd, mostUsd, budgetUsd }: Estimate): string {
  const price = describeAmounts(usd, mostUsd);
  const budget = budgetUsd === null ? '' : `; budget ${shortUsd(budgetUsd)}`;
  return `Asks for ${describeCalls(rows)}: ${price}${budget}.`;
}

/** What calls are asked for, by whom they are for. */
export function describeCalls(rows: readonly EstimateRow[]): string {
  const parts = (['target', 'judge', 'embed'] as const).flatMap((role) => {
    const calls = rows.reduce((sum, row) => sum + (row.role === role ? row.calls : 0), 0);
    return calls === 0 ? [] : [counted(calls, nouns[role])];
  });
  return parts.join(', ').replace(/, ([^,]+)$/, ' and $1');
}

const nouns = { target: 'answer', judge: 'opinion', embed: 'embedding' } as const;

/** `≈$0.83, at most $2.10`; without earlier answers nothing is known of their length. */
export function describeAmounts(usd: string | null, mostUsd: string | null): string {
  if (mostUsd === null) return 'price unknown';
  return `${usd === null ? '' : `≈${shortUsd(usd)}, `}at most ${shortUsd(mostUsd)}`;
}
