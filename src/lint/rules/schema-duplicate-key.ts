import { fromFaults, type Rule } from '../rule.ts';

export const schemaDuplicateKey: Rule = {
  id: 'schema/duplicate-key',
  severity: 'error',
  preset: 'minimal',
  locked: true,
  summary: 'No key stands twice in one map.',
  why: 'YAML readers keep one of the two values and drop the other without a word.',
  fix: 'Remove one of them, or give it its own name.',
  examples: {
    good: [
      `messages:
  - { role: user, content: Summarise the news. }`,
    ],
    bad: [
      `description: one
description: two
messages:
  - { role: user, content: Summarise the news. }`,
      `inputs:
  name: { type: string }
  name: { type: integer }
messages:
  - { role: user, content: "Hello {{name}}" }`,
    ],
  },
  check: fromFaults('schema/duplicate-key'),
};
