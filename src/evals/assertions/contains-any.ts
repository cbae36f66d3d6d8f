import type { AssertionType } from '../assertion.ts';
import { containment } from './contained.ts';
import { readTextList, textListSchema } from './read-spec.ts';

export const containsAny: AssertionType = {
  type: 'contains-any',
  group: 'text',
  summary: 'The output contains at least one of these texts, in the same case.',
  value: textListSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'contains-any', value: ['refund', 'return'] }, output: 'a return', pass: true },
    { assert: { type: 'contains-any', value: ['refund', 'return'] }, output: 'a Return', pass: false },
    { assert: { type: 'not-contains-any', value: ['refund', 'return'] }, output: 'a return', pass: false },
  ],
  prepare(spec) {
    const holds = containment(readTextList(spec), { ignoreCase: false, every: false });
    return ({ text }) => holds(text);
  },
};
