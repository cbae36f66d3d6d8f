import type { AssertionType } from '../assertion.ts';
import { containment } from './contained.ts';
import { readTextList, textListSchema } from './read-spec.ts';

export const icontainsAny: AssertionType = {
  type: 'icontains-any',
  group: 'text',
  summary: 'The output contains at least one of these texts, in any case.',
  notes:
    'Case is folded by Unicode code point and in no locale: "straße" matches "STRASSE", also on a Turkish machine.',
  value: textListSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'icontains-any', value: ['refund', 'return'] }, output: 'A RETURN', pass: true },
    { assert: { type: 'icontains-any', value: ['refund', 'return'] }, output: 'no', pass: false },
  ],
  prepare(spec) {
    const holds = containment(readTextList(spec), { ignoreCase: true, every: false });
    return ({ text }) => holds(text);
  },
};
