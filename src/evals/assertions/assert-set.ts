import type { AssertionType } from '../assertion.ts';
import { composeScores } from '../compose-scores.ts';
import {
  anyUnusable,
  failuresInWords,
  nestedSchema,
  nothingCounted,
  prepareInner,
  scoreInner,
} from './nested.ts';
import { readThreshold } from './read-spec.ts';

export const assertSet: AssertionType = {
  type: 'assert-set',
  group: 'composition',
  summary: 'The assertions inside reach a threshold together; counts as one.',
  notes:
    'Its score is the weighted mean inside. With a threshold it passes when the score reaches it and no "critical" one ' +
    'failed, without one when all pass.',
  value: null,
  valueOptional: true,
  threshold: 'Lowest weighted mean that passes, 0 to 1; without it all must pass.',
  options: { assert: nestedSchema },
  examples: [
    {
      assert: {
        type: 'assert-set',
        threshold: 0.5,
        assert: [
          { type: 'contains', value: 'a' },
          { type: 'contains', value: 'b' },
        ],
      },
      output: 'a',
      pass: true,
      score: 0.5,
    },
    {
      assert: {
        type: 'assert-set',
        assert: [
          { type: 'contains', value: 'a', weight: 3 },
          { type: 'contains', value: 'b' },
        ],
      },
      output: 'a',
      pass: false,
      score: 0.75,
    },
  ],
  async prepare(spec, _context, nested) {
    const threshold = spec.threshold === null ? null : readThreshold(spec, null, 1);
    const inner = await prepareInner(spec, nested);
    return async (subject, ask) => {
      const scores = await scoreInner(inner, subject, ask);
      if (!scores) return nothingCounted;
      const { score, pass } = composeScores(
        scores.map(({ spec: { weight, critical }, score: one }) => ({
          weight,
          critical,
          score: one.score,
          pass: one.pass,
        })),
        threshold,
      );
      const failed = scores.filter(({ score: one }) => !one.pass);
      const mean = `Score ${score.toFixed(3)}${threshold === null ? '' : `, threshold ${threshold}`}.`;
      const message =
        failed.length === 0
          ? mean
          : `${mean} ${failed.length} of ${scores.length} fail. ${failuresInWords(failed)}`;
      return { pass, score, message, ...(pass ? {} : anyUnusable(failed)) };
    };
  },
};
