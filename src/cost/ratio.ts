/** A share, rate or number of calls in units of 10^-9: products of money and ratios stay whole numbers. */
export type Ratio = bigint;

export const one: Ratio = 1_000_000_000n;

/** A ratio of a number from a file, to nine decimals. */
export function toRatio(value: number): Ratio {
  return BigInt(value.toFixed(9).replace('.', ''));
}

/** For printing; a report's numbers are decimal. */
export const fromRatio = (ratio: Ratio): number => Number(ratio) / 1e9;
