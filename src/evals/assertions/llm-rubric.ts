import { judgedType } from './judged.ts';

export const llmRubric = judgedType({
  type: 'llm-rubric',
  summary: 'A judge finds that the output satisfies a criterion.',
  notes:
    'Choices: meets 1, mostly 0.75, partly 0.5, barely 0.25, fails 0. "context" is an input by name, or a text, that the judge may rely on.',
  value: 'criterion',
  context: 'optional',
  usual: 0.75,
  examples: [
    {
      assert: { type: 'llm-rubric', value: 'Declines politely' },
      output: 'Sorry, refunds close after 30 days.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'meets', reason: 'It says sorry and declines.' }],
    },
    {
      assert: { type: 'llm-rubric', value: 'Declines politely' },
      output: 'No.',
      pass: false,
      score: 0.5,
      verdicts: [{ choice: 'partly', reason: 'It declines, but not politely.' }],
    },
    {
      assert: { type: 'not-llm-rubric', value: 'Promises a refund' },
      output: 'No.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'fails', reason: 'It promises nothing.' }],
    },
  ],
});
