import { fromFaults, type Rule } from '../rule.ts';

export const testsAssertionInvalid: Rule = {
  id: 'tests/assertion-invalid',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every assertion can be evaluated as it is written.',
  why: 'A regular expression that does not compile, an expression with a type error or an empty value would make the test pass or fail for the wrong reason.',
  fix: 'Look at the place and the message; `promptops explain <type>` shows how the assertion is written.',
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
    assert: [{ type: regex, value: "(" }]`,
        faults: [
          {
            rule: 'tests/assertion-invalid',
            message: 'The regular expression does not compile: missing closing ).',
            at: { path: 'prompts/example.test.yaml', line: 5, column: 35, endLine: 5, endColumn: 38 },
          },
        ],
      },
    ],
  },
  check: fromFaults('tests/assertion-invalid'),
};
