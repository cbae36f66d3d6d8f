import { rougeType } from './rouge.ts';

export const rougeLsum = rougeType({
  type: 'rouge-lsum',
  summary: 'The output says enough of a reference, line by line.',
  notes:
    'Each line is a sentence: a line of the reference counts what any line of the output has of it, in order.',
  length: 1,
  load: async () => (await import('../metrics/rouge.ts')).rougeLsum,
  examples: [
    {
      assert: { type: 'rouge-lsum', value: 'w1 w2 w3 w4 w5', threshold: 0.5 },
      output: 'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5',
      pass: true,
      score: 8 / 15,
    },
    { assert: { type: 'rouge-lsum', value: 'w1 w2 w3' }, output: 'w3\nw4', pass: false, score: 0.4 },
  ],
});
