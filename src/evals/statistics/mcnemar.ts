import { logChoose } from './log-gamma.ts';

/**
 * McNemar's test, exact and one-sided: how likely at least `worse` of the pairs that differ are worse when each is as
 * likely to be better (McNemar 1947, Psychometrika 12:153, with the binomial in place of its approximation). In [0, 1].
 */
export function mcnemar(worse: number, better: number): number {
  const differ = worse + better;
  let p = 0;
  for (let x = worse; x <= differ; x += 1) p += Math.exp(logChoose(differ, x) - differ * Math.LN2);
  return Math.min(1, p);
}
