import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cosine, readVector, writeVector } from '../../src/evals/embedding.ts';

it('writes a vector as text and reads it back as 32-bit floats', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (vector) => {
      expect(readVector(writeVector(vector))).toEqual(vector.map(Math.fround));
    }),
  );
});

it.each(['', 'hello', 'AAA', 'AAAA!', 'AADAfw=='])('reads no vector in %j', (text) => {
  expect(readVector(text)).toBeNull();
});

it('measures an angle', () => {
  expect(cosine([1, 0], [2, 0])).toBe(1);
  expect(cosine([1, 0], [0, 3])).toBe(0);
  expect(cosine([1, 1], [-1, -1])).toBeCloseTo(-1, 12);
  expect(cosine([0, 0], [1, 1])).toBe(0);
});
