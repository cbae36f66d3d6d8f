import type { AssertionType } from '../assertion.ts';
import { containment } from './contained.ts';
import { readText, textSchema } from './read-spec.ts';

export const contains: AssertionType = {
  type: 'contains',
  group: 'text',
  summary: 'The output contains a text, in the same case.',
  value: textSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'contains', value: '30 days' }, output: 'Refunds close after 30 days.', pass: true },
    { assert: { type: 'contains', value: '30 Days' }, output: 'Refunds close after 30 days.', pass: false },
    { assert: { type: 'contains', value: 0 }, output: 'a total of 0', pass: true },
    { assert: { type: 'not-contains', value: 'sorry' }, output: 'Done.', pass: true },
    { assert: { type: 'not-contains', value: 'sorry' }, output: 'I am sorry.', pass: false },
  ],
  prepare(spec) {
    const holds = containment([readText(spec)], { ignoreCase: false, every: true });
    return ({ text }) => holds(text);
  },
};
