import type { AssertionType } from '../assertion.ts';
import { containment } from './contained.ts';
import { readText, textSchema } from './read-spec.ts';

export const icontains: AssertionType = {
  type: 'icontains',
  group: 'text',
  summary: 'The output contains a text, in any case.',
  notes:
    'Case is folded by Unicode code point and in no locale: "straße" matches "STRASSE", also on a Turkish machine.',
  value: textSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'icontains', value: '30 DAYS' }, output: 'Refunds close after 30 days.', pass: true },
    { assert: { type: 'icontains', value: 'strasse' }, output: 'Lange Straße 3', pass: true },
    { assert: { type: 'icontains', value: '60 days' }, output: 'Refunds close after 30 days.', pass: false },
    {
      assert: { type: 'not-icontains', value: 'Answer only from' },
      output: 'answer ONLY from the articles',
      pass: false,
    },
  ],
  prepare(spec) {
    const holds = containment([readText(spec)], { ignoreCase: true, every: true });
    return ({ text }) => holds(text);
  },
};
