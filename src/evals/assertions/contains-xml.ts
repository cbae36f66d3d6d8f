import type { AssertionType } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { verdict } from './verdict.ts';
import { findElements } from './xml-elements.ts';
import { loadXml, readRequiredElements, requiredElementsSchema } from './xml-text.ts';

export const containsXml: AssertionType = {
  type: 'contains-xml',
  group: 'structure',
  summary: 'A well-formed XML element stands somewhere in the output, and has the elements asked for.',
  notes:
    'Outermost elements are tried in order. Element paths are dotted and begin at that element: "order.items.item".',
  value: requiredElementsSchema,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'contains-xml' }, output: 'Sure: <a><b>1</b></a>, done.', pass: true },
    { assert: { type: 'contains-xml' }, output: 'if a < b and c > d', pass: false },
    {
      assert: { type: 'contains-xml', value: { requiredElements: ['a.c'] } },
      output: '<a><b/></a> <a><c/></a>',
      pass: true,
    },
    {
      assert: { type: 'contains-xml', value: { requiredElements: ['b'] } },
      output: 'x <a><b/></a>',
      pass: false,
    },
  ],
  async prepare(spec) {
    const paths = readRequiredElements(spec);
    const xml = await loadXml();
    return ({ text }) => {
      const elements = findElements(text).filter((element) => xml.problem(element) === null);
      if (elements.length === 0)
        return verdict(false, `Output contains no XML element. It is ${quote(text)}.`);
      const missing = elements.map((element) => xml.missing(element, paths));
      if (missing.includes(null))
        return verdict(true, `Output contains ${quote(elements[missing.indexOf(null)] ?? '')}.`);
      return verdict(false, `No XML in the output has the element "${missing[0]}".`);
    };
  },
};
