import { describe, expect, it } from 'vitest';
import { fisherFewer } from '../../../src/evals/statistics/fisher.ts';
import { holm } from '../../../src/evals/statistics/holm.ts';
import { mcnemar } from '../../../src/evals/statistics/mcnemar.ts';
import { meanInterval } from '../../../src/evals/statistics/mean-interval.ts';
import { passAtK, passHatK } from '../../../src/evals/statistics/pass-at-k.ts';
import { signFlip } from '../../../src/evals/statistics/sign-flip.ts';
import { studentQuantile } from '../../../src/evals/statistics/student.ts';
import { tango } from '../../../src/evals/statistics/tango.ts';

const apart = (values: readonly number[]) =>
  values.map((value, index) => ({ value, cluster: String(index) }));

describe('fisherFewer', () => {
  it.each([
    // Fisher 1935, the lady tasting tea: 3 of 4 cups right has p = 17/70; all 4 have 1/70.
    [{ passed: 1, total: 4 }, { passed: 3, total: 4 }, 17 / 70],
    [{ passed: 0, total: 4 }, { passed: 4, total: 4 }, 1 / 70],
    // Agresti 1992, Statistical Science 7:131, and the help page of R's fisher.test, convictions of twins: 0.0004652.
    [{ passed: 2, total: 17 }, { passed: 10, total: 13 }, 0.0004652],
    // Ten answers a side, all and none: 1 / C(20, 10).
    [{ passed: 0, total: 10 }, { passed: 10, total: 10 }, 1 / 184_756],
  ])('%j against %j is %f', (here, there, p) => {
    expect(fisherFewer(here, there)).toBeCloseTo(p, 7);
  });
});

describe('mcnemar', () => {
  it.each([
    // Siegel and Castellan 1988, table D: the binomial at one half.
    [5, 0, 0.03125],
    [4, 1, 0.1875],
    [7, 3, 0.171875],
    // Agresti 2013, Categorical Data Analysis, 11.1, approval ratings: 150 against 86; two-sided exact p = 0.00004 (3.8e-5).
    [150, 86, 1.858e-5],
  ])('%i worse, %i better is %f', (worse, better, p) => {
    expect(mcnemar(worse, better)).toBeCloseTo(p, 6);
  });
});

describe('signFlip', () => {
  /** Darwin's maize, crossed less self-fertilised, in eighths of an inch (Fisher 1935, 21): 863 of 32,768 are as far out. */
  const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  const falling = darwin.map((difference) => -difference);

  it('is what Fisher counted', () => {
    expect(signFlip(falling, { seed: 1, exactUpTo: 15 })).toBe(863 / 32_768);
  });

  it('comes near with draws, the same ones for the same seed', () => {
    const drawn = signFlip(falling, { seed: 1 });
    expect(drawn).toBeCloseTo(863 / 32_768, 2);
    expect(signFlip(falling, { seed: 1 })).toBe(drawn);
  });

  it('of no difference proves nothing', () => {
    expect(signFlip([0, 0, 0], { seed: 1 })).toBe(1);
    expect(signFlip([], { seed: 1 })).toBe(1);
  });
});

describe('holm', () => {
  it.each([
    // The help page of R's p.adjust and Holm 1979.
    [
      [0.01, 0.02, 0.03, 0.04],
      [0.04, 0.06, 0.06, 0.06],
    ],
    [
      [0.04, 0.01],
      [0.04, 0.02],
    ],
    [
      [0.5, 0.9, 0.001],
      [1, 1, 0.003],
    ],
    [[], []],
  ])('%j is %j', (ps, adjusted) => {
    const found = holm(ps);
    expect(found).toHaveLength(adjusted.length);
    for (const [index, p] of found.entries()) expect(p).toBeCloseTo(adjusted[index] ?? 0, 12);
  });
});

describe('studentQuantile', () => {
  // Fisher and Yates 1938, table III.
  it.each([
    [0.975, 1, 12.706],
    [0.95, 4, 2.132],
    [0.975, 10, 2.228],
    [0.995, 30, 2.75],
    [0.975, 120, 1.98],
    [0.95, 149, 1.6551],
    [0.975, 1_000_000, 1.96],
  ])('%f with %i is %f', (p, freedom, quantile) => {
    expect(studentQuantile(p, freedom)).toBeCloseTo(quantile, 3);
  });
});

describe('meanInterval', () => {
  it('is the t interval of Student 1908, the extra hours of sleep', () => {
    // The data of R's `sleep`: t.test(extra2 - extra1) gives 1.58 [0.7001, 2.4599].
    const hours = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    expect(meanInterval(apart(hours), 0.95)).toMatchObject({
      value: 1.58,
      low: expect.closeTo(0.7001, 4),
      high: expect.closeTo(2.4599, 4),
    });
  });

  it('knows that copies of a value are no further evidence', () => {
    const values = [0.1, 0.4, -0.2, 0.3, 0.2, -0.1];
    const once = meanInterval(apart(values), 0.9);
    const copied = values.flatMap((value, index) =>
      Array.from({ length: 5 }, () => ({ value, cluster: String(index) })),
    );
    expect(meanInterval(copied, 0.9)).toMatchObject({ low: once?.low, high: once?.high, clusters: 6 });
  });

  it('takes identical values for no less than one that differs', () => {
    const same = (n: number) => meanInterval(apart(Array.from({ length: n }, () => 0)), 0.9, 1)?.low ?? 0;
    expect(same(5)).toBeLessThan(-0.4);
    expect(same(150)).toBeGreaterThan(-0.02);
    expect(meanInterval(apart([1]), 0.9)).toBeNull();
  });
});

describe('tango', () => {
  const z95 = 1.959963984540054;
  const z90 = 1.6448536269514722;
  it.each([
    // Fagerland, Lydersen and Laake 2014, Statistics in Medicine 33:2850, airway reactivity.
    [{ pairs: 21, worse: 7, better: 1 }, z95, -0.517, -0.026, 3],
    // R's PropCIs, scoreci.mp(25, 28, 618, 0.90).
    [{ pairs: 618, worse: 25, better: 28 }, z90, -0.0148, 0.0247, 4],
    // Without a pair that differs, the limit is z² / (n + z²).
    [{ pairs: 150, worse: 0, better: 0 }, z90, -0.017717, 0.017717, 6],
    [{ pairs: 5, worse: 0, better: 0 }, z90, -0.351117, 0.351117, 6],
  ])('%j', (counts, z, low, high, digits) => {
    const interval = tango(counts, z);
    expect(interval.low).toBeCloseTo(low, digits);
    expect(interval.high).toBeCloseTo(high, digits);
  });

  it('is a point at its end where all pairs differ', () => {
    expect(tango({ pairs: 10, worse: 10, better: 0 }, z95)).toMatchObject({ value: -1, low: -1 });
    expect(tango({ pairs: 10, worse: 0, better: 10 }, z95)).toMatchObject({ value: 1, high: 1 });
  });
});

describe('passAtK and passHatK', () => {
  it.each([
    // 1 − C(n−c, k) / C(n, k) and C(c, k) / C(n, k), worked by hand.
    [10, 3, 1, 0.3, 0.3],
    [10, 3, 2, 1 - 21 / 45, 3 / 45],
    [5, 5, 3, 1, 1],
    [5, 0, 3, 0, 0],
    [8, 6, 4, 1, 15 / 70],
  ])('%i answers, %i passed, k = %i', (n, passed, k, at, hat) => {
    expect(passAtK(n, passed, k)).toBeCloseTo(at, 12);
    expect(passHatK(n, passed, k)).toBeCloseTo(hat, 12);
  });
});
