import { fromFaults, type Rule } from '../rule.ts';

export const testsUnknownAssertion: Rule = {
  id: 'tests/unknown-assertion',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every assertion is of a type that exists.',
  why: 'A misspelt type would never be evaluated.',
  fix: 'Correct the spelling; every type has a twin with `not-` before it.',
  examples: {
    good: [
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `tests:
  - id: first
    vars: {}
    assert: [{ type: contains, value: news }]`,
      },
    ],
    bad: [
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `tests:
  - id: first
    vars: {}
    assert: [{ type: contians, value: news }]`,
        faults: [
          {
            rule: 'tests/unknown-assertion',
            message: 'There is no assertion "contians".',
            hint: 'Did you mean "contains"?',
            at: { path: 'prompts/example.test.yaml', line: 5, column: 22, endLine: 5, endColumn: 30 },
          },
        ],
      },
    ],
  },
  check: fromFaults('tests/unknown-assertion'),
};
