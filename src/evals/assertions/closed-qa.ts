import { judgedType } from './judged.ts';

export const closedQa = judgedType({
  type: 'closed-qa',
  summary: 'A judge finds that the output meets a criterion, yes or no.',
  notes: 'Choices: yes 1, no 0.',
  value: 'criterion',
  context: 'optional',
  usual: 0.5,
  examples: [
    {
      assert: { type: 'closed-qa', value: 'Names a day of the week' },
      output: 'On Monday.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'yes', reason: 'Monday is one.' }],
    },
    {
      assert: { type: 'closed-qa', value: 'Names a day of the week' },
      output: 'Soon.',
      pass: false,
      score: 0,
      verdicts: [{ choice: 'no', reason: 'It names none.' }],
    },
  ],
});
