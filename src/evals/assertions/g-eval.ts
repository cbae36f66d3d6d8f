import { judgedType } from './judged.ts';

export const gEval = judgedType({
  type: 'g-eval',
  summary: 'A judge grades qualities of the output step by step; their mean reaches the threshold.',
  notes:
    'Each text of a list is asked about by itself. Choices: 1 to 5, worth 0 to 1. After Liu et al. 2023, https://aclanthology.org/2023.emnlp-main.153, without token probabilities, which most providers do not give.',
  value: 'criterion',
  context: 'optional',
  usual: 0.75,
  examples: [
    {
      assert: { type: 'g-eval', value: ['Coherence', 'Fluency'], threshold: 0.6 },
      output: 'It rains, so take a coat.',
      pass: true,
      score: 0.625,
      verdicts: [
        { choice: '5', reason: 'One follows from the other.' },
        { choice: '2', reason: 'It is short.' },
      ],
    },
    {
      assert: { type: 'g-eval', value: 'Coherence' },
      output: 'Coat rain the.',
      pass: false,
      score: 0,
      verdicts: [{ choice: '1', reason: 'No sentence can be made of it.' }],
    },
  ],
  async deliberate({ texts, ...evidence }, opine) {
    const opinions = [];
    for (const [call, criterion] of texts.entries())
      opinions.push(await opine({ ...evidence, criterion }, call));
    const score = opinions.reduce((sum, opinion) => sum + opinion.score, 0) / opinions.length;
    return { score, reason: opinions.map(({ choice, reason }) => `${choice}: ${reason}`).join(' ') };
  },
});
