import type { AssertionType } from '../assertion.ts';
import { verdict } from './verdict.ts';
import { loadXml, readRequiredElements, requiredElementsSchema } from './xml-text.ts';

export const isXml: AssertionType = {
  type: 'is-xml',
  group: 'structure',
  summary: 'The whole output is one well-formed XML document, and has the elements asked for.',
  notes:
    'Element paths are dotted and begin at the root: "order.items.item". A document type is refused, entities are not expanded.',
  value: requiredElementsSchema,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'is-xml' }, output: '<a><b>1</b></a>', pass: true },
    { assert: { type: 'is-xml' }, output: '<a><b>1</a>', pass: false },
    { assert: { type: 'is-xml' }, output: 'Here: <a/>', pass: false },
    {
      assert: { type: 'is-xml', value: { requiredElements: ['a.b'] } },
      output: '<a><b>1</b></a>',
      pass: true,
    },
    {
      assert: { type: 'is-xml', value: { requiredElements: ['a.c'] } },
      output: '<a><b>1</b></a>',
      pass: false,
    },
  ],
  async prepare(spec) {
    const paths = readRequiredElements(spec);
    const xml = await loadXml();
    return ({ text }) => {
      const problem = xml.problem(text);
      if (problem) return verdict(false, `Output is not XML: ${problem}.`);
      const missing = xml.missing(text, paths);
      return missing === null
        ? verdict(true, 'Output is XML.')
        : verdict(false, `The XML has no element "${missing}".`);
    };
  },
};
