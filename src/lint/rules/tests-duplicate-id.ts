import { fromFaults, type Rule } from '../rule.ts';

export const testsDuplicateId: Rule = {
  id: 'tests/duplicate-id',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every case of a prompt has its own id.',
  why: 'Recordings, baselines and reports know a case by its id: of two with the same id one would be lost.',
  fix: 'Give one of them another id.',
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
  - { id: first, vars: {}, assert: [{ type: contains, value: news }] }
  - { id: first, vars: {}, assert: [{ type: contains, value: more }] }`,
      },
    ],
  },
  check: fromFaults('tests/duplicate-id'),
};
