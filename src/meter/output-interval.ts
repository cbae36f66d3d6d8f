/** A 90 % interval of the mean of a sample, in its units. */
export type MeanInterval = { readonly low: number; readonly high: number };

/** Fewer answers than this say nothing of how answers vary. */
export const leastSamples = 5;

const z = 1.6448536269514722;

/**
 * 90 % interval of the mean length of answers, taken as log-normal; null below five samples. Cox's interval (Zhou and
 * Gao 1997, "Confidence intervals for the log-normal mean", Statistics in Medicine 16) with Student's t for the normal
 * quantile (Olsson 2005, "Confidence Intervals for the Mean of a Log-Normal Distribution", Journal of Statistics
 * Education 13): the plain form covers 83 % at five samples. An empty answer counts as one token.
 */
export function intervalOfMean(samples: readonly number[]): MeanInterval | null {
  const count = samples.length;
  if (count < leastSamples) return null;
  const logs = samples.map((sample) => Math.log(Math.max(1, sample)));
  const mean = logs.reduce((sum, log) => sum + log, 0) / count;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (count - 1);
  const centre = mean + variance / 2;
  const reach = quantileOfT(count - 1) * Math.sqrt(variance / count + variance ** 2 / (2 * (count - 1)));
  return { low: Math.exp(centre - reach), high: Math.exp(centre + reach) };
}

/** The 95 % quantile of Student's t: Abramowitz and Stegun 26.7.5, to 0.0002 from four degrees of freedom. */
function quantileOfT(freedom: number): number {
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3) +
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92160 * freedom ** 4)
  );
}
