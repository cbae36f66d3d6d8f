import { rougeType } from './rouge.ts';

export const rouge2 = rougeType({
  type: 'rouge-2',
  summary: 'The output shares enough pairs of words with a reference.',
  length: 2,
  load: async () => (await import('../metrics/rouge.ts')).rougeN(2),
  examples: [
    {
      assert: { type: 'rouge-2', value: 'testing one two', threshold: 0.6 },
      output: 'testing one',
      pass: true,
      score: 2 / 3,
    },
    {
      assert: { type: 'rouge-2', value: 'testing one two', threshold: 0.6 },
      output: 'one testing',
      pass: false,
      score: 0,
    },
  ],
});
