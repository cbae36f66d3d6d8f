import { fromFaults, type Rule } from '../rule.ts';

export const testsVariableType: Rule = {
  id: 'tests/variable-type',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every value a case gives fits the schema of its input.',
  why: 'The test would try something that never happens, or fail before the model is asked.',
  fix: 'Correct the value, or the schema of the input.',
  examples: {
    good: [
      {
        prompt: `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{name}}" }`,
        test: `tests:
  - { id: first, vars: { name: Ada }, assert: [{ type: contains, value: Ada }] }`,
      },
    ],
    bad: [
      {
        prompt: `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{name}}" }`,
        test: `tests:
  - { id: first, vars: { name: 7 }, assert: [{ type: contains, value: Ada }] }`,
      },
      {
        prompt: `inputs: { plan: { type: string, enum: [free, pro] } }
messages:
  - { role: user, content: "Plan {{plan}}" }`,
        test: `tests:
  - { id: first, vars: { plan: gold }, assert: [{ type: contains, value: x }] }`,
      },
    ],
  },
  check: fromFaults('tests/variable-type'),
};
