import { nearest, overlapType } from './overlap.ts';

export const f1 = overlapType({
  type: 'f1',
  summary: 'The output and a reference answer share enough words.',
  notes:
    'F1 as in the SQuAD benchmark: case, ASCII punctuation and the articles "a", "an" and "the" do not count, nor does ' +
    'order. Of several references the nearest counts.',
  options: {},
  usual: 0.5,
  examples: [
    { assert: { type: 'f1', value: 'the 30 days' }, output: '30 days.', pass: true, score: 1 },
    {
      assert: { type: 'f1', value: 'Denver Broncos' },
      output: 'The Broncos won it',
      pass: false,
      score: 0.4,
    },
  ],
  async load() {
    const [metric, { answerWords }] = await Promise.all([
      import('../metrics/answer-f1.ts'),
      import('../metrics/words.ts'),
    ]);
    return {
      signature: 'f1|case:lc|punct:no|articles:no',
      measure: (references, text) => nearest(references, (reference) => metric.answerF1(reference, text)),
      countUnits: (reference) => answerWords(reference).length,
    };
  },
});
