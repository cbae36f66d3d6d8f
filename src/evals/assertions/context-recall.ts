import { judgedType } from './judged.ts';

export const contextRecall = judgedType({
  type: 'context-recall',
  summary: 'A judge finds what the reference answer states in the context.',
  notes:
    'The output does not count: this looks at what was retrieved. "context" is an input by name, or a text. Choices: all 1, most 0.75, half 0.5, few 0.25, none 0.',
  value: 'expected',
  context: 'required',
  usual: 0.75,
  examples: [
    {
      assert: { type: 'context-recall', value: 'Refunds close after 30 days.', context: 'Refunds: 30 days.' },
      output: 'Within 30 days.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'all', reason: 'It is there.' }],
    },
    {
      assert: {
        type: 'context-recall',
        value: 'Refunds close after 30 days.',
        context: 'We ship world-wide.',
      },
      output: 'Within 30 days.',
      pass: false,
      score: 0,
      verdicts: [{ choice: 'none', reason: 'Nothing on refunds.' }],
    },
  ],
});
