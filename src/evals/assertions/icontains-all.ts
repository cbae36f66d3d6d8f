import type { AssertionType } from '../assertion.ts';
import { containment } from './contained.ts';
import { readTextList, textListSchema } from './read-spec.ts';

export const icontainsAll: AssertionType = {
  type: 'icontains-all',
  group: 'text',
  summary: 'The output contains every one of these texts, in any case.',
  notes:
    'Case is folded by Unicode code point and in no locale: "straße" matches "STRASSE", also on a Turkish machine.',
  value: textListSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'icontains-all', value: ['Όδος', 'b'] }, output: 'ΌΔΟΣ B', pass: true },
    { assert: { type: 'icontains-all', value: ['a', 'c'] }, output: 'A B', pass: false },
  ],
  prepare(spec) {
    const holds = containment(readTextList(spec), { ignoreCase: true, every: true });
    return ({ text }) => holds(text);
  },
};
