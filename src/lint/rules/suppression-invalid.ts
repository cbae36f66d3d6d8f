import type { Rule } from '../rule.ts';

export const suppressionInvalid: Rule = {
  id: 'suppression/invalid',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every suppression names a rule that can be suppressed, and says why.',
  why: 'One that does not is ignored, and a reader would take it for granted. The reason is what the next reader needs.',
  fix: 'Write `# promptops-disable-next-line <rule> -- <reason>`.',
  examples: {
    good: [
      '# promptops-disable-next-line tests/none -- tested by the caller\nmessages:\n  - { role: user, content: Hi }',
    ],
    bad: [
      '# promptops-disable-next-line tests/none\nmessages:\n  - { role: user, content: Hi }',
      '# promptops-disable-next-line tests/nine -- tested by the caller\nmessages:\n  - { role: user, content: Hi }',
      '# promptops-disable-next-line schema/alias -- we like them\nmessages:\n  - { role: user, content: Hi }',
    ],
  },
  // Suppressions are read by the machinery (lint.ts), which reports under this rule.
  check: () => [],
};
