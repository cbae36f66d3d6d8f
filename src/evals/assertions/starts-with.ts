import type { AssertionType } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { readText, textSchema } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const startsWith: AssertionType = {
  type: 'starts-with',
  group: 'text',
  summary: 'The output begins with a text; white space and case count.',
  value: textSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'starts-with', value: 'Yes' }, output: 'Yes, of course.', pass: true },
    { assert: { type: 'starts-with', value: 'Yes' }, output: ' Yes', pass: false },
  ],
  prepare(spec) {
    const value = readText(spec);
    return ({ text }) => {
      if (text.startsWith(value)) return verdict(true, `Output begins with ${quote(value)}.`);
      const actual = text.slice(0, value.length);
      return verdict(false, `Output begins with ${quote(actual)}, not with ${quote(value)}.`, {
        expected: value,
        actual,
      });
    };
  },
};
