import { fromFaults, type Rule } from '../rule.ts';

export const testsVariableMissing: Rule = {
  id: 'tests/variable-missing',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every case gives a value to each input that has no default and is not optional, and to no other.',
  why: 'The prompt cannot be rendered without it.',
  fix: 'Add the variable to `vars` of the case or of `defaultTest`, or declare a `default` or `optional: true`.',
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
  - { id: first, vars: {}, assert: [{ type: contains, value: Ada }] }`,
      },
      {
        prompt: `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{name}}" }`,
        test: `tests:
  - { id: first, vars: { nmae: Ada }, assert: [{ type: contains, value: Ada }] }`,
      },
    ],
  },
  check: fromFaults('tests/variable-missing'),
};
