import type { AssertionType } from '../assertion.ts';
import { boundsInWords, countSchema, readBounds, within } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const wordCount: AssertionType = {
  type: 'word-count',
  group: 'text',
  summary: 'The output has this many words, or a number of words between "min" and "max".',
  notes:
    'Words are those of the Unicode segmentation, so Chinese, Japanese and Thai count although they write no spaces; ' +
    'numbers are words, punctuation is not, "don\'t" is one word and "well-known" two.',
  value: countSchema,
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'word-count', value: 4 }, output: "Don't panic, it's fine.", pass: true },
    { assert: { type: 'word-count', value: { max: 3 } }, output: 'one two three four', pass: false },
    {
      assert: { type: 'word-count', value: { min: 2, max: 5 } },
      output: 'お支払いは30日以内です',
      pass: false,
    },
    { assert: { type: 'word-count', value: { min: 2 } }, output: '我们明天开会', pass: true },
  ],
  prepare(spec) {
    const bounds = readBounds(spec, spec.value);
    const countWords = createCounter();
    return ({ text }) => {
      const count = countWords(text);
      const noun = count === 1 ? 'word' : 'words';
      const pass = within(count, bounds);
      return verdict(
        pass,
        `Output has ${count} ${noun}${pass ? '' : `, expected ${boundsInWords(bounds)}`}.`,
      );
    };
  },
};

/** One locale for everybody: the machine's must not change a count. Made where it is needed: it takes 10 ms. */
function createCounter(): (text: string) => number {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
  return (text) => {
    let count = 0;
    for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count += 1;
    return count;
  };
}
