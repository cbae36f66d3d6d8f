import type { Estimate } from '../evals/estimate.ts';
import { counted } from './document.ts';
import { shortUsd } from './usd.ts';

/** `Asks for 12 answers: ≈$0.83, at most $2.10; budget $5.` */
export function describeEstimate({ calls, usd, mostUsd, budgetUsd }: Estimate): string {
  const price = describeAmounts(usd, mostUsd);
  const budget = budgetUsd === null ? '' : `; budget ${shortUsd(budgetUsd)}`;
  return `Asks for ${counted(calls, 'answer')}: ${price}${budget}.`;
}

/** `≈$0.83, at most $2.10`; without earlier answers nothing is known of their length. */
export function describeAmounts(usd: string | null, mostUsd: string | null): string {
  if (mostUsd === null) return 'price unknown';
  return `${usd === null ? '' : `≈${shortUsd(usd)}, `}at most ${shortUsd(mostUsd)}`;
}
