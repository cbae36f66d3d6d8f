import { fromFaults, type Rule } from '../rule.ts';

export const templatePartialCycle: Rule = {
  id: 'template/partial-cycle',
  severity: 'error',
  preset: 'minimal',
  summary: 'No partial includes itself, directly or through others.',
  why: 'It would never end.',
  fix: 'Move what both need into a third partial.',
  examples: {
    good: [
      {
        prompt: `messages:
  - { role: user, content: "{{> a}}" }`,
        files: { 'partials/a.hbs': '{{> b}}', 'partials/b.hbs': 'Be brief.' },
      },
    ],
    bad: [
      {
        prompt: `messages:
  - { role: user, content: "{{> a}}" }`,
        files: { 'partials/a.hbs': '{{> b}}', 'partials/b.hbs': '{{> a}}' },
      },
    ],
  },
  check: fromFaults('template/partial-cycle'),
};
