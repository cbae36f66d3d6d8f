import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from '../../../src/evals/statistics/wilson.ts';

describe('wilson', () => {
  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (score, no continuity correction).
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i is [%f, %f]', (passed, trials, low, high) => {
    const interval = wilson(passed / trials, trials);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('without a trial there is no interval', () => {
    expect(wilson(0, 0)).toBeNull();
  });

  it('holds the proportion, stays in [0, 1] and narrows with more trials', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (trials, share) => {
          const proportion = Math.round(share * trials) / trials;
          const few = wilson(proportion, trials);
          const many = wilson(proportion, trials * 4);
          if (!few || !many) throw new Error('no interval');
          expect(few.low).toBeGreaterThanOrEqual(0);
          expect(few.high).toBeLessThanOrEqual(1);
          expect(few.low).toBeLessThanOrEqual(few.value);
          expect(few.high).toBeGreaterThanOrEqual(few.value);
          expect(many.high - many.low).toBeLessThan(few.high - few.low);
        },
      ),
    );
  });
});
