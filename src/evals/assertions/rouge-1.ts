import { rougeType } from './rouge.ts';

export const rouge1 = rougeType({
  type: 'rouge-1',
  summary: 'The output shares enough words with a reference.',
  length: 1,
  load: async () => (await import('../metrics/rouge.ts')).rougeN(1),
  examples: [
    {
      assert: { type: 'rouge-1', value: 'testing one two', threshold: 0.5 },
      output: 'testing',
      pass: true,
      score: 0.5,
    },
    { assert: { type: 'rouge-1', value: 'testing one two' }, output: 'testing one', pass: true, score: 0.8 },
    {
      assert: { type: 'rouge-1', value: 'testing one two', stemmer: true },
      output: 'tests',
      pass: false,
      score: 0.5,
    },
  ],
});
