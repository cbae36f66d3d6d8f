import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalOfMean } from '../../src/meter/output-interval.ts';

/** Normal deviates from a seed (mulberry32, Box and Muller): the same on every machine. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe('intervalOfMean', () => {
  const trials = 10_000;
  it.each(
    [5, 6, 8, 10, 15, 20, 30, 50].flatMap((count) => [0.4, 0.8].map((spread) => [count, spread] as const)),
  )('covers the true mean in 87 to 93 of 100 samples of %i answers of log-sd %d', (count, spread) => {
    const normal = normals(count * 100 + spread * 10);
    const truth = Math.exp(6 + spread ** 2 / 2);
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const sample = Array.from({ length: count }, () => Math.exp(6 + spread * normal()));
      const interval = intervalOfMean(sample);
      if (interval && interval.low <= truth && truth <= interval.high) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.87);
    expect(covered / trials).toBeLessThan(0.93);
  });

  it('says nothing of fewer than five answers', () => {
    expect(intervalOfMean([100, 120, 90, 110])).toBeNull();
    expect(intervalOfMean([])).toBeNull();
  });

  it('is a point where all answers are alike, and stays finite where one is empty', () => {
    const alike = intervalOfMean([50, 50, 50, 50, 50]);
    expect(alike?.low).toBeCloseTo(50, 6);
    expect(alike?.high).toBeCloseTo(50, 6);
    expect(intervalOfMean([0, 50, 50, 50, 50])?.high).toBeLessThan(1e9);
  });

  it('scales with its sample', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 5, maxLength: 40 }), (sample) => {
        const [one, ten] = [intervalOfMean(sample), intervalOfMean(sample.map((count) => count * 10))];
        expect((ten?.low ?? 0) / (one?.low ?? 1)).toBeCloseTo(10, 6);
        expect((ten?.high ?? 0) / (one?.high ?? 1)).toBeCloseTo(10, 6);
      }),
    );
  });
});
