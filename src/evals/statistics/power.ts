/** Standard normal quantiles of one-sided 5 % and of a chance of 80 % to see what is there. */
const sees = 1.6448536269514722 + 0.8416212335729143;

/** The smallest drop that would have been seen four times in five, at this standard error. */
export const detectableDrop = (error: number): number => sees * error;

/** Cases it takes to see a drop of this size four times in five, where so many cases have this standard error. */
export const casesNeeded = (drop: number, error: number, cases: number): number =>
  Math.ceil(cases * ((sees * error) / drop) ** 2);
