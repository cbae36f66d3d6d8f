import fc from 'fast-check';
import { expect, it } from 'vitest';
import { score } from '../assertions/subject.ts';

const types = ['rouge-1', 'rouge-2', 'rouge-l', 'rouge-lsum', 'bleu', 'gleu', 'meteor', 'chrf', 'f1'];

const words = fc
  .array(fc.constantFrom('refund', 'days', 'thirty', 'after', 'no.', 'Yes,', 'é', '\n'), { maxLength: 12 })
  .map((list) => list.join(' '));
const reference = words.map((text) => `two words ${text}`);

it.each(types)('%s lies between 0 and 1, and is highest for the reference itself', async (type) => {
  await fc.assert(
    fc.asyncProperty(reference, fc.oneof(words, fc.string()), async (value, text) => {
      const [other, same] = [await score({ type, value }, text), await score({ type, value }, value)];
      expect(other.score).toBeGreaterThanOrEqual(0);
      expect(other.score).toBeLessThanOrEqual(same.score + 1e-12);
      expect(same.score).toBeLessThanOrEqual(1);
      expect(same.score).toBeGreaterThan(type === 'meteor' ? 0.9 : 1 - 1e-9);
    }),
  );
});

it('says why two texts that are too long get no verdict', async () => {
  const long = 'word '.repeat(30_000);
  await expect(score({ type: 'rouge-l', value: long }, long)).rejects.toThrow(/too long/);
  expect((await score({ type: 'rouge-1', value: long }, long)).score).toBe(1);
});
