import { judgedType } from './judged.ts';

export const factuality = judgedType({
  type: 'factuality',
  summary: 'A judge finds that the facts of the output agree with a reference answer.',
  notes: 'Choices: subset, superset, same and immaterial 1, disagree 0.',
  value: 'expected',
  context: null,
  usual: 0.5,
  examples: [
    {
      assert: { type: 'factuality', value: 'Refunds close after 30 days.' },
      output: 'You have 30 days, and shipping is free.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'superset', reason: 'It adds that shipping is free.' }],
    },
    {
      assert: { type: 'factuality' },
      output: 'You have 60 days.',
      pass: false,
      score: 0,
      verdicts: [{ choice: 'disagree', reason: 'The number of days differs.' }],
      context: { expected: 'Refunds close after 30 days.' },
    },
  ],
});
