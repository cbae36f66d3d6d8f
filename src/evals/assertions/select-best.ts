import { judgedType } from './judged.ts';

export const selectBest = judgedType({
  type: 'select-best',
  summary: 'A judge finds the output no worse than another answer.',
  notes:
    'The value is the other answer, or several; each is compared in both orders, and a judge that changes its mind with the order makes a tie. The output scores 1 where it is better, 0.5 for a tie, 0 where it is worse, and the mean over all. "criterion" says by what; helpfulness where none is written.',
  value: 'expected',
  context: null,
  usual: 0.5,
  examples: [
    {
      assert: { type: 'select-best', value: 'No.', criterion: 'Politeness' },
      output: 'Sorry, no.',
      pass: true,
      score: 1,
      verdicts: [
        { choice: 'first', reason: 'It says sorry.' },
        { choice: 'second', reason: 'It says sorry.' },
      ],
    },
    {
      assert: { type: 'select-best', value: 'Sorry, no.' },
      output: 'No.',
      pass: false,
      score: 0,
      verdicts: [
        { choice: 'second', reason: 'The other says sorry.' },
        { choice: 'first', reason: 'It says sorry.' },
      ],
    },
    {
      assert: { type: 'select-best', value: 'Sorry.' },
      output: 'Pardon.',
      pass: true,
      score: 0.5,
      verdicts: [
        { choice: 'first', reason: 'It is shorter.' },
        { choice: 'first', reason: 'It is clearer.' },
      ],
    },
  ],
  criterion: true,
  async deliberate({ texts, answer = null, ...evidence }, opine) {
    const duels = [];
    for (const [index, other] of texts.entries()) {
      const ours = await opine({ ...evidence, first: answer, second: other }, 2 * index);
      const swapped = await opine({ ...evidence, first: other, second: answer }, 2 * index + 1);
      const theirs = 1 - swapped.score;
      duels.push(
        ours.score === theirs
          ? { score: ours.score, reason: ours.reason }
          : { score: 0.5, reason: `Tie: the order decides. ${ours.reason} ${swapped.reason}` },
      );
    }
    const score = duels.reduce((sum, duel) => sum + duel.score, 0) / duels.length;
    return { score, reason: duels.map(({ reason }) => reason).join(' ') };
  },
});
