import { type Interval, round } from './wilson.ts';

/** Pairs that differ, out of all. */
export type PairedCounts = { readonly pairs: number; readonly worse: number; readonly better: number };

/**
 * Tango's score interval of the difference of two proportions that are paired: share that got better less share that
 * got worse (Tango 1998, Statistics in Medicine 17:891). `z`: standard normal quantile of its limits.
 */
export function tango({ pairs, worse, better }: PairedCounts, z: number): Interval {
  const value = (better - worse) / pairs;
  const score = (difference: number): number => scoreAt(difference, pairs, better, worse);
  // The score falls as the difference rises.
  const limit = (wanted: number, low: number, high: number): number => {
    for (let step = 0; step < 80; step += 1) {
      const middle = (low + high) / 2;
      if (score(middle) > wanted) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return { value: round(value), low: round(limit(z, -1, value)), high: round(limit(-z, value, 1)) };
}

/** Tango's statistic: the observed difference against one that is supposed, over its error under that. */
function scoreAt(difference: number, n: number, better: number, worse: number): number {
  const b = (2 * n - better + worse) * difference - better - worse;
  const c = -worse * difference * (1 - difference);
  const q = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
  const variance = n * (2 * q + difference * (1 - difference));
  const distance = better - worse - n * difference;
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
  return distance / Math.sqrt(variance);
}
