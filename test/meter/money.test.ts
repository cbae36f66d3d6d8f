import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfUp, formatUsd, parseUsd, sumUsd } from '../../src/meter/money.ts';

describe('money', () => {
  it.each([
    ['0', 0n],
    ['1', 1_000_000_000_000n],
    ['-0.5', -500_000_000_000n],
    ['0.000000000001', 1n],
    ['2e-7', 200_000n],
    ['1.5E3', 1_500_000_000_000_000n],
    [0.0028, 2_800_000_000n],
    ['0.10', 100_000_000_000n],
  ])('reads %s', (text, units) => {
    expect(parseUsd(text)).toBe(units);
  });

  it.each(['', '1.', '.5', '$1', '1,000', 'NaN', '0.0000000000001', Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %s',
    (text) => {
      expect(() => parseUsd(text)).toThrow(RangeError);
    },
  );

  it('formats what it reads, without rounding, exponents or trailing zeros', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (units) => {
        const text = formatUsd(units);
        expect(text).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(parseUsd(text)).toBe(units);
      }),
    );
  });

  it('adds exactly, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n })), (amounts) => {
        const texts = amounts.map(formatUsd);
        const total = formatUsd(amounts.reduce((sum, amount) => sum + amount, 0n));
        expect(sumUsd(texts)).toBe(total);
        expect(sumUsd(texts.toReversed())).toBe(total);
      }),
    );
  });

  it('a sum with an unknown amount is unknown', () => {
    expect(sumUsd(['0.1', null, '0.2'])).toBeNull();
    expect(sumUsd(['0.1', '0.2'])).toBe('0.3');
    expect(sumUsd([])).toBe('0');
  });

  it('rounds a quotient once, half up', () => {
    expect([divideHalfUp(4n, 10n), divideHalfUp(5n, 10n), divideHalfUp(15n, 10n)]).toEqual([0n, 1n, 2n]);
  });
});
