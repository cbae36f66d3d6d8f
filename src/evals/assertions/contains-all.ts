import type { AssertionType } from '../assertion.ts';
import { containment } from './contained.ts';
import { readTextList, textListSchema } from './read-spec.ts';

export const containsAll: AssertionType = {
  type: 'contains-all',
  group: 'text',
  summary: 'The output contains every one of these texts, in the same case.',
  value: textListSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'contains-all', value: ['1,000', 'in stock'] }, output: '1,000 in stock', pass: true },
    { assert: { type: 'contains-all', value: ['1,000', 'in stock'] }, output: '1,000 sold', pass: false },
  ],
  prepare(spec) {
    const holds = containment(readTextList(spec), { ignoreCase: false, every: true });
    return ({ text }) => holds(text);
  },
};
