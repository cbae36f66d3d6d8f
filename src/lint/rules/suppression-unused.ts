import type { Rule } from '../rule.ts';

export const suppressionUnused: Rule = {
  id: 'suppression/unused',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Every suppression silences something.',
  why: 'One that is left behind would silence the next real finding at that place.',
  fixable: true,
  fix: 'Remove the comment.',
  examples: {
    good: ['messages:\n  - { role: user, content: Hi }'],
    bad: [
      '# promptops-disable-next-line vars/no-type -- to be decided\nmessages:\n  - { role: user, content: Hi }',
    ],
  },
  // Only the machinery (lint.ts) knows which suppressions were used.
  check: () => [],
};
