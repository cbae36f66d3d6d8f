/** Standard normal quantiles of one-sided 5 % and of a chance of 80 % to see what is there. */
const sees = 1.6448536269514722 + 0.8416212335729143;

/** The smallest drop that would have been seen four times in five, at this standard error. */
export const detectableDrop = (error: number): number => sees * error;

/** Cases it takes to see a drop of this size four times in five, where so many cases have this standard error. */
export const casesNeeded = (drop: number, error: number, cases: number): number =>
  Math.ceil(cases * ((sees * error) / drop) ** 2);

/**
 * The same before anything was asked: each side asked `repeats` times, and `rate` of the answers passing at the base,
 * by chance and not by case.
 */
export function casesToPlan(drop: number, rate: number, repeats: number): number {
  const spread = (share: number): number => share * (1 - share);
  const error = Math.sqrt((spread(rate) + spread(Math.max(0, rate - drop))) / repeats);
  return casesNeeded(drop, error, 1);
}
