import { type AssertionType, assertionError } from '../assertion.ts';
import { firstDifference } from '../excerpt.ts';
import { readText, readThreshold, textSchema } from './read-spec.ts';
import { verdict } from './verdict.ts';

/** Product of the two lengths: a second or so of work. */
const maxWork = 4e10;

export const levenshtein: AssertionType = {
  type: 'levenshtein',
  group: 'text',
  summary: 'The output is at most a few edits away from a text.',
  notes:
    'An edit inserts, deletes or replaces one code point, so an emoji or "é" is one edit. The score is 1 or 0; the message gives the distance and the ratio 1 − distance / longer length.',
  value: textSchema,
  valueOptional: true,
  threshold: 'Largest distance that passes; 5 where none is written.',
  options: {},
  examples: [
    { assert: { type: 'levenshtein', value: 'kitten', threshold: 3 }, output: 'sitting', pass: true },
    { assert: { type: 'levenshtein', value: 'kitten', threshold: 2 }, output: 'sitting', pass: false },
    { assert: { type: 'levenshtein', value: '👍🏽', threshold: 1 }, output: '👍', pass: true },
    { assert: { type: 'levenshtein' }, output: 'Bern', pass: true, context: { expected: 'Berne' } },
  ],
  async prepare(spec, context) {
    const expected = readText(spec, context);
    const threshold = readThreshold(spec, 5);
    const { distance } = (await import('fastest-levenshtein')).default;
    return ({ text }) => {
      const [left, right, longer] = byCodePoint(expected, text);
      if (left.length * right.length > maxWork) {
        throw assertionError('assertion-limit', 'The texts are too long to count the edits between them.');
      }
      const edits = distance(left, right);
      const ratio = longer === 0 ? 1 : 1 - edits / longer;
      const message = `Distance ${edits} (ratio ${ratio.toFixed(3)}), at most ${threshold} allowed`;
      if (edits <= threshold) return verdict(true, `${message}.`);
      return verdict(false, `${message}; first difference ${firstDifference(expected, text)}.`, {
        expected,
        actual: text,
      });
    };
  },
};

/** Both texts with each distinct code point as one UTF-16 unit, and the longer length; the library counts units. */
function byCodePoint(a: string, b: string): readonly [left: string, right: string, longer: number] {
  const left = [...a];
  const right = [...b];
  const longer = Math.max(left.length, right.length);
  if (left.length === a.length && right.length === b.length) return [a, b, longer];
  const units = new Map<string, string>();
  const unitOf = (char: string): string => {
    const known = units.get(char);
    if (known !== undefined) return known;
    if (units.size > 0xffff)
      throw assertionError(
        'assertion-limit',
        'The texts have more distinct characters than can be compared.',
      );
    const unit = String.fromCharCode(units.size);
    units.set(char, unit);
    return unit;
  };
  return [left.map(unitOf).join(''), right.map(unitOf).join(''), longer];
}
