import { nearest, overlapType } from './overlap.ts';
import { readCount } from './read-spec.ts';

export const chrf = overlapType({
  type: 'chrf',
  summary: 'The output and a reference share enough runs of one to six characters.',
  notes:
    'chrF2 from 0 to 1, in any script: white space does not count, case does, recall weighs twice. "wordOrder: 2" counts ' +
    'runs of one and two words as well, which is chrF++. Of several references the nearest counts.',
  options: { wordOrder: { type: 'integer', minimum: 0, maximum: 4 } },
  usual: 0.5,
  examples: [
    { assert: { type: 'chrf', value: 'a b c' }, output: 'abc', pass: true, score: 1 },
    { assert: { type: 'chrf', value: 'ab' }, output: 'aa', pass: false, score: 0.25 },
    { assert: { type: 'chrf', value: '三十天以内' }, output: '三十天以内', pass: true, score: 1 },
    {
      assert: { type: 'chrf', value: 'one two', wordOrder: 2, threshold: 0.9 },
      output: 'onetwo',
      pass: false,
    },
  ],
  async load(spec) {
    const wordOrder = readCount(spec, 'wordOrder', { otherwise: 0, max: 4 });
    const metric = await import('../metrics/chrf.ts');
    return {
      signature: `chrf|case:mixed|eff:yes|nc:6|nw:${wordOrder}|space:no|b:2`,
      measure: (references, text) =>
        nearest(references, (reference) => metric.chrf(reference, text, wordOrder)),
      countUnits: (reference) => reference.trim().length,
    };
  },
});
