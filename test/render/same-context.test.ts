import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameContext } from '../../src/render/same-context.ts';
import { soaked } from '../helpers/soak.ts';

const primitive = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, '', '0', '1', 'a', 'a,b', '1,2', ',', true, false, null, undefined),
  fc.string({ maxLength: 3 }),
);
const value = fc.oneof(primitive, fc.array(primitive, { maxLength: 3 }), fc.constant({ a: 1 }));

it('agrees with == on data', () => {
  fc.assert(
    fc.property(value, value, (left, right) => {
      // biome-ignore lint/suspicious/noDoubleEquals: the comparison Handlebars makes
      expect(isSameContext(left, right)).toBe(left == right);
    }),
    { numRuns: soaked(5000) },
  );
});
