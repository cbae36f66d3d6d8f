import { rougeType } from './rouge.ts';

export const rougeL = rougeType({
  type: 'rouge-l',
  summary: 'The output says enough of a reference in the same order.',
  notes: 'Counts the longest common subsequence of the two texts.',
  length: 1,
  load: async () => (await import('../metrics/rouge.ts')).rougeL,
  examples: [
    { assert: { type: 'rouge-l', value: 'testing one two' }, output: 'testing two', pass: true, score: 0.8 },
    {
      assert: { type: 'rouge-l', value: 'testing one two' },
      output: 'two one testing',
      pass: false,
      score: 1 / 3,
    },
    {
      assert: { type: 'rouge-l' },
      output: 'testing two',
      pass: true,
      score: 0.8,
      context: { expected: ['something else', 'testing one two'] },
    },
  ],
});
