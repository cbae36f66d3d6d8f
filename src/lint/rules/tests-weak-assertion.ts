import type { AssertionSpec } from '../../model/test-file.ts';
import type { Rule } from '../rule.ts';

export const testsWeakAssertion: Rule = {
  id: 'tests/weak-assertion',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Every case has an assertion that can fail.',
  why: 'A pattern that matches everything, a threshold of 0 or a weight of 0 passes whatever the model answers.',
  fix: 'Assert something the answer must have, or remove the case.',
  examples: {
    good: [
      {
        prompt: 'messages:\n  - { role: user, content: Name a city. }',
        test: 'tests:\n  - { id: first, vars: {}, assert: [{ type: regex, value: "^[A-Z]" }, { type: latency, threshold: 2000, weight: 0 }] }',
      },
    ],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: Name a city. }',
        test: 'tests:\n  - { id: first, vars: {}, assert: [{ type: regex, value: ".*" }] }',
      },
      {
        prompt: 'messages:\n  - { role: user, content: Name a city. }',
        test: 'tests:\n  - { id: first, vars: {}, threshold: 0, assert: [{ type: contains, value: Rome }] }',
      },
    ],
  },
  *check({ prompt }) {
    for (const item of prompt?.tests?.cases ?? []) {
      if (item.dataset !== null || item.assert.length === 0) continue;
      const all = [...item.assert, ...item.turns.flatMap((turn) => turn.assert)];
      if (item.threshold !== null && item.threshold <= 0 && !all.some(({ critical }) => critical)) {
        yield { at: item.at, message: `Case "${item.id}" has a threshold of 0: it cannot fail.` };
        // All weights 0 is tests/no-assertion.
      } else if (all.some(({ weight }) => weight !== 0) && all.every(cannotFail)) {
        yield {
          at: all[0]?.at ?? item.at,
          message: `Case "${item.id}" cannot fail: its assertions accept any answer.`,
        };
      }
    }
  },
};

/** True where no answer whatever would fail it. */
function cannotFail({ type, negated, value, threshold, weight, critical }: AssertionSpec): boolean {
  if (weight === 0 && !critical) return true;
  if (negated) return false;
  if (type === 'regex')
    return typeof value === 'string' && /^\^?(?:\.|\[\\s\\S\]|\(\?s:?\)?\.)\*\??\$?$/.test(value);
  if (type === 'contains' || type === 'icontains' || type === 'starts-with' || type === 'ends-with')
    return value === '';
  return type === 'levenshtein'
    ? false
    : threshold === 0 && /^(?:similar|llm-rubric|bleu|rouge|meteor|chrf|gleu|f1)/.test(type);
}
