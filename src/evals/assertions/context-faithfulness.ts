import { judgedType } from './judged.ts';

export const contextFaithfulness = judgedType({
  type: 'context-faithfulness',
  summary: 'A judge finds what the output states in the context.',
  notes: '"context" is an input by name, or a text. Choices: all 1, most 0.75, half 0.5, few 0.25, none 0.',
  value: null,
  context: 'required',
  usual: 0.75,
  examples: [
    {
      assert: { type: 'context-faithfulness', context: 'Refunds: 30 days.' },
      output: 'Within 30 days.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'all', reason: 'The context says 30 days.' }],
    },
    {
      assert: { type: 'context-faithfulness', context: 'Refunds: 30 days.' },
      output: 'Within 30 days, in cash.',
      pass: false,
      score: 0.5,
      verdicts: [{ choice: 'half', reason: 'Cash is not mentioned.' }],
    },
  ],
});
