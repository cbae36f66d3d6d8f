import { nearest, overlapType } from './overlap.ts';

export const meteor = overlapType({
  type: 'meteor',
  summary: 'Enough words of the output stand in a reference, in few pieces.',
  notes:
    'METEOR without synonyms: words are aligned where they are the same, then where their Porter stems are; 13a tokens in ' +
    'lower case, α 0.9, β 3, γ 0.5. One piece of n words costs 0.5 / n³, so even an exact answer stays just below 1. Of ' +
    'several references the nearest counts.',
  options: {},
  usual: 0.5,
  examples: [
    {
      assert: { type: 'meteor', value: 'The cat sat on the mat' },
      output: 'on the mat sat the cat',
      pass: true,
      score: 0.5,
    },
    {
      assert: { type: 'meteor', value: 'this is a test' },
      output: 'THIS Is a tEST',
      pass: true,
      score: 0.9921875,
    },
    { assert: { type: 'meteor', value: 'this is a cat' }, output: 'dogs bark', pass: false, score: 0 },
  ],
  async load() {
    const [metric, { words13a }] = await Promise.all([
      import('../metrics/meteor.ts'),
      import('../metrics/words.ts'),
    ]);
    return {
      signature: 'meteor (no synonyms)|case:lc|tok:13a|stem:porter|a:0.9|b:3|g:0.5',
      measure: (references, text) => nearest(references, (reference) => metric.meteor(reference, text)),
      countUnits: (reference) => words13a(reference).length,
    };
  },
});
