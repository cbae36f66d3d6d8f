import type { AssertionType } from '../assertion.ts';
import { loadHtml } from './html-text.ts';
import { verdict } from './verdict.ts';

export const isHtml: AssertionType = {
  type: 'is-html',
  group: 'structure',
  summary: 'The whole output is HTML: a document or a fragment, with nothing around it.',
  notes:
    'Browsers accept anything, so more is asked here: no text outside the elements, only elements HTML knows (and ' +
    'custom ones with a hyphen), every element closed that must be, no parse error but a missing doctype.',
  value: null,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    {
      assert: { type: 'is-html' },
      output: '<!doctype html><html><head><title>t</title></head><body><p>Hi</body></html>',
      pass: true,
    },
    { assert: { type: 'is-html' }, output: '<h1>Title</h1>\n<p>One<p>Two<br>', pass: true },
    { assert: { type: 'is-html' }, output: 'Here: <b>bold</b>', pass: false },
    { assert: { type: 'is-html' }, output: '<div>never closed', pass: false },
    { assert: { type: 'is-html' }, output: '<order><item/></order>', pass: false },
  ],
  async prepare() {
    const problemOf = await loadHtml();
    return ({ text }) => {
      const problem = problemOf(text);
      return problem === null
        ? verdict(true, 'Output is HTML.')
        : verdict(false, `Output is not HTML: ${problem}.`);
    };
  },
};
