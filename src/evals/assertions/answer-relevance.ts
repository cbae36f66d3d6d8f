import { judgedType } from './judged.ts';

export const answerRelevance = judgedType({
  type: 'answer-relevance',
  summary: 'A judge finds that the output speaks to the question.',
  notes:
    'The question is the last user message. Choices: fully 1, mostly 0.75, partly 0.5, barely 0.25, not 0.',
  value: null,
  context: null,
  usual: 0.75,
  examples: [
    {
      assert: { type: 'answer-relevance' },
      output: 'Within 30 days.',
      pass: true,
      score: 1,
      verdicts: [{ choice: 'fully', reason: 'It answers when.' }],
    },
    {
      assert: { type: 'answer-relevance' },
      output: 'We love our customers.',
      pass: false,
      score: 0,
      verdicts: [{ choice: 'not', reason: 'Nobody asked that.' }],
    },
  ],
});
