import type { AssertionType } from '../assertion.ts';
import {
  anyUnusable,
  failuresInWords,
  nestedSchema,
  nothingCounted,
  prepareInner,
  scoreInner,
} from './nested.ts';

export const allOf: AssertionType = {
  type: 'all-of',
  group: 'composition',
  summary: 'Every assertion inside passes; counts as one.',
  notes: 'Its score is the lowest inside. Inner weights only say which count (0: shown, not counted).',
  value: null,
  valueOptional: true,
  threshold: null,
  options: { assert: nestedSchema },
  examples: [
    {
      assert: {
        type: 'all-of',
        assert: [
          { type: 'contains', value: 'a' },
          { type: 'contains', value: 'b' },
        ],
      },
      output: 'ab',
      pass: true,
    },
    {
      assert: {
        type: 'all-of',
        assert: [
          { type: 'contains', value: 'a' },
          { type: 'contains', value: 'b' },
        ],
      },
      output: 'a',
      pass: false,
    },
  ],
  async prepare(spec, _context, nested) {
    const inner = await prepareInner(spec, nested);
    return async (subject, ask) => {
      const scores = await scoreInner(inner, subject, ask);
      if (!scores) return nothingCounted;
      const pass = scores.every(({ score }) => score.pass);
      const score = Math.min(...scores.map(({ score: { score: one } }) => one));
      const failed = scores.filter(({ score: { pass: ok } }) => !ok);
      if (pass) return { pass, score, message: `All ${scores.length} pass.` };
      return {
        pass,
        score,
        message: `${failed.length} of ${scores.length} fail. ${failuresInWords(failed)}`,
        ...anyUnusable(failed),
      };
    };
  },
};
