import { describe, expect, it } from 'vitest';
import { agreementOf } from '../../../src/evals/statistics/agreement.ts';

const of = (truePass: number, falsePass: number, falseFail: number, trueFail: number) =>
  agreementOf({ truePass, falsePass, falseFail, trueFail });

describe('Cohen’s kappa', () => {
  // Worked examples: 20/5/10/15 is the one of many textbooks, 45/15/25/15 and 25/35/5/35 show the same agreement
  // with another kappa.
  it.each([
    [[20, 5, 10, 15], 0.4],
    [[45, 15, 25, 15], 0.130435],
    [[25, 35, 5, 35], 0.259259],
    [[10, 0, 0, 10], 1],
    [[0, 10, 10, 0], -1],
    [[5, 5, 5, 5], 0],
  ] as const)('%j → %d', ([a, b, c, d], kappa) => {
    expect(of(a, b, c, d).kappa?.value).toBeCloseTo(kappa, 6);
  });

  it('is no number where one of the two always says the same', () => {
    expect(of(10, 0, 0, 0).kappa).toBeNull();
    expect(of(0, 0, 1, 4).kappa).toBeNull();
    expect(of(3, 2, 0, 0).kappa).toBeNull();
    expect(of(0, 0, 0, 0)).toMatchObject({ labels: 0, agreement: null, kappa: null });
  });

  it('has an interval that the delta method confirms', () => {
    // The gradient of kappa over the four shares, taken numerically: var = (Σ p g² − (Σ p g)²) / n.
    const kappaOf = ([a, b, c, d]: readonly number[]): number => {
      const n = (a ?? 0) + (b ?? 0) + (c ?? 0) + (d ?? 0);
      const [p, q, r, s] = [a, b, c, d].map((count) => (count ?? 0) / n) as [number, number, number, number];
      const chance = (p + q) * (p + r) + (r + s) * (q + s);
      return (p + s - chance) / (1 - chance);
    };
    for (const counts of [
      [20, 5, 10, 15],
      [45, 15, 25, 15],
      [90, 3, 4, 60],
    ] as const) {
      const n = counts.reduce((sum, count) => sum + count, 0);
      const shares = counts.map((count) => count / n);
      const step = 1e-6;
      const gradient = shares.map((_, index) => {
        const moved = (by: number) => kappaOf(shares.map((share, at) => (at === index ? share + by : share)));
        return (moved(step) - moved(-step)) / (2 * step);
      });
      const mean = shares.reduce((sum, share, index) => sum + share * (gradient[index] ?? 0), 0);
      const square = shares.reduce((sum, share, index) => sum + share * (gradient[index] ?? 0) ** 2, 0);
      const half = 1.959963984540054 * Math.sqrt((square - mean ** 2) / n);
      const { kappa } = of(...(counts as unknown as [number, number, number, number]));
      expect(kappa?.high).toBeCloseTo(Math.min(1, (kappa?.value ?? 0) + half), 4);
      expect(kappa?.low).toBeCloseTo((kappa?.value ?? 0) - half, 4);
    }
  });
});

it('gives sensitivity and specificity their own denominators', () => {
  const { agreement, sensitivity, specificity } = of(20, 5, 10, 15);
  expect(agreement?.value).toBe(0.7);
  expect(sensitivity?.value).toBeCloseTo(20 / 30, 5);
  expect(specificity?.value).toBeCloseTo(15 / 20, 5);
});
