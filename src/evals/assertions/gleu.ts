import { nearest, overlapType } from './overlap.ts';

export const gleu = overlapType({
  type: 'gleu',
  summary: 'The output and a reference share enough runs of one to four words.',
  notes:
    'Google-BLEU: the smaller of precision and recall over all the runs together. 13a tokens, case counts; of several ' +
    'references the nearest counts.',
  options: {},
  usual: 0.5,
  examples: [
    { assert: { type: 'gleu', value: 'the cat is here' }, output: 'the cat is here', pass: true, score: 1 },
    {
      assert: { type: 'gleu', value: 'the cat is on the mat' },
      output: 'the the the the the the the',
      pass: false,
      score: 1 / 11,
    },
  ],
  async load() {
    const [metric, { words13a }] = await Promise.all([
      import('../metrics/gleu.ts'),
      import('../metrics/words.ts'),
    ]);
    return {
      signature: 'gleu|case:mixed|order:1-4|tok:13a',
      measure: (references, text) => nearest(references, (reference) => metric.gleu(reference, text)),
      countUnits: (reference) => words13a(reference).length,
    };
  },
});
