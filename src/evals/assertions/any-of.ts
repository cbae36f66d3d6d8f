import type { AssertionType } from '../assertion.ts';
import {
  anyUnusable,
  failuresInWords,
  nestedSchema,
  nothingCounted,
  prepareInner,
  scoreInner,
} from './nested.ts';

export const anyOf: AssertionType = {
  type: 'any-of',
  group: 'composition',
  summary: 'At least one assertion inside passes; counts as one.',
  notes: 'Its score is the highest inside. Inner weights only say which count (0: shown, not counted).',
  value: null,
  valueOptional: true,
  threshold: null,
  options: { assert: nestedSchema },
  examples: [
    {
      assert: {
        type: 'any-of',
        assert: [
          { type: 'contains', value: 'a' },
          { type: 'regex', value: '^b' },
        ],
      },
      output: 'bc',
      pass: true,
    },
    {
      assert: {
        type: 'any-of',
        assert: [
          { type: 'contains', value: 'a' },
          { type: 'regex', value: '^b' },
        ],
      },
      output: 'c',
      pass: false,
    },
    { assert: { type: 'not-any-of', assert: [{ type: 'contains', value: 'a' }] }, output: 'c', pass: true },
  ],
  async prepare(spec, _context, nested) {
    const inner = await prepareInner(spec, nested);
    return async (subject, ask) => {
      const scores = await scoreInner(inner, subject, ask);
      if (!scores) return nothingCounted;
      const passing = scores.find(({ score }) => score.pass);
      const score = Math.max(...scores.map(({ score: { score: one } }) => one));
      if (passing) return { pass: true, score, message: `${passing.spec.type}: ${passing.score.message}` };
      return {
        pass: false,
        score,
        message: `None of ${scores.length} passes. ${failuresInWords(scores)}`,
        ...anyUnusable(scores),
      };
    };
  },
};
