import { studentQuantile } from './student.ts';
import { type Interval, round } from './wilson.ts';

/** Differences and the clusters they belong to; those of one cluster are not independent. */
export type Clustered = { readonly value: number; readonly cluster: string };

export type MeanInterval = Interval & {
  /** Standard error of the mean. */
  readonly error: number;
  readonly clusters: number;
};

/**
 * Mean with its t interval, robust against clusters: the sums of deviations of whole clusters are what varies
 * (Liang and Zeger 1986, Biometrika 73:13; with G − 1 degrees of freedom and the factor G / (G − 1)). Where every
 * cluster is one value this is the t interval. `leastSquares`: the sum of squares is never taken to be less, since
 * values that happen to be the same do not show that they always are. null: fewer than two clusters.
 */
export function meanInterval(
  values: readonly Clustered[],
  level: number,
  leastSquares = 0,
): MeanInterval | null {
  const n = values.length;
  const mean = values.reduce((sum, { value }) => sum + value, 0) / n;
  const deviations = new Map<string, number>();
  for (const { value, cluster } of values)
    deviations.set(cluster, (deviations.get(cluster) ?? 0) + value - mean);
  const clusters = deviations.size;
  if (clusters < 2) return null;
  const squares = [...deviations.values()].reduce((sum, deviation) => sum + deviation ** 2, 0);
  const error = Math.sqrt((Math.max(squares, leastSquares) * clusters) / (clusters - 1)) / n;
  const half = studentQuantile((1 + level) / 2, clusters - 1) * error;
  return { value: round(mean), low: round(mean - half), high: round(mean + half), error, clusters };
}
