export type Interval = { readonly value: number; readonly low: number; readonly high: number };

/** Standard normal quantile of 97.5 %. */
const z = 1.959963984540054;

/**
 * Wilson's 95 % score interval of a proportion (Wilson 1927, without continuity correction). `trials` may be a
 * fraction: repeats of a case are not independent, so the caller counts cases and not answers. null: no trial.
 */
export function wilson(proportion: number, trials: number): Interval | null {
  if (trials <= 0) return null;
  const spread = (z * z) / trials;
  const centre = (proportion + spread / 2) / (1 + spread);
  const half =
    (z / (1 + spread)) * Math.sqrt((proportion * (1 - proportion)) / trials + spread / (4 * trials));
  return {
    value: round(proportion),
    // At 0 and 1 the formula gives exactly that, but for rounding.
    low: proportion === 0 ? 0 : round(Math.max(0, centre - half)),
    high: proportion === 1 ? 1 : round(Math.min(1, centre + half)),
  };
}

/** Six decimals: the same text whatever order the sums behind it were made in. */
export const round = (value: number): number => Math.round(value * 1e6) / 1e6;
