import { logChoose } from './log-gamma.ts';

/** Passes out of how many, on one side. */
export type Count = { readonly passed: number; readonly total: number };

/**
 * Fisher's exact test, one-sided: how likely so few passes here are when both sides pass alike, given how many pass in
 * all (Fisher 1935, The Design of Experiments). In [0, 1].
 */
export function fisherFewer(here: Count, there: Count): number {
  const passed = here.passed + there.passed;
  const total = here.total + there.total;
  const all = logChoose(total, passed);
  let p = 0;
  for (let x = Math.max(0, passed - there.total); x <= here.passed; x += 1) {
    p += Math.exp(logChoose(here.total, x) + logChoose(there.total, passed - x) - all);
  }
  return Math.min(1, p);
}
