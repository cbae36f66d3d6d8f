import type { AssertionType } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { readText, textSchema } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const endsWith: AssertionType = {
  type: 'ends-with',
  group: 'text',
  summary: 'The output ends with a text; white space and case count.',
  value: textSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'ends-with', value: '.' }, output: 'Done.', pass: true },
    { assert: { type: 'ends-with', value: '.' }, output: 'Done.\n', pass: false },
  ],
  prepare(spec) {
    const value = readText(spec);
    return ({ text }) => {
      if (text.endsWith(value)) return verdict(true, `Output ends with ${quote(value)}.`);
      const actual = text.slice(-value.length);
      return verdict(false, `Output ends with ${quote(actual)}, not with ${quote(value)}.`, {
        expected: value,
        actual,
      });
    };
  },
};
