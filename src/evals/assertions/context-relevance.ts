import { judgedType } from './judged.ts';

export const contextRelevance = judgedType({
  type: 'context-relevance',
  summary: 'A judge finds that the context helps to answer the question.',
  notes:
    'The output does not count: this looks at what was retrieved. "context" is an input by name, or a text. Choices: all 1, most 0.75, half 0.5, few 0.25, none 0.',
  value: null,
  context: 'required',
  usual: 0.5,
  examples: [
    {
      assert: { type: 'context-relevance', context: 'Refunds: 30 days.' },
      output: 'Within 30 days.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'all', reason: 'All of it helps.' }],
    },
    {
      assert: { type: 'context-relevance', context: 'We ship world-wide.' },
      output: 'Within 30 days.',
      pass: false,
      score: 0,
      verdicts: [{ choice: 'none', reason: 'None of it helps.' }],
    },
  ],
});
