import { fromFaults, type Rule } from '../rule.ts';

export const testsNoAssertion: Rule = {
  id: 'tests/no-assertion',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every case asserts something.',
  why: 'A test that cannot fail is not a test. `expected` alone asserts nothing: it is what assertions compare with.',
  fix: 'Add an assertion to the case or to `defaultTest`.',
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
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `defaultTest:
  assert: [{ type: contains, value: news }]
tests:
  - { id: first, vars: {} }`,
      },
    ],
    bad: [
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `tests:
  - { id: first, vars: {} }`,
      },
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `tests:
  - { id: first, vars: {}, expected: News }`,
      },
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `tests:
  - { id: first, vars: {}, assert: [] }`,
      },
    ],
  },
  check: fromFaults('tests/no-assertion'),
};
