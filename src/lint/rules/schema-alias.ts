import { fromFaults, type Rule } from '../rule.ts';

export const schemaAlias: Rule = {
  id: 'schema/alias',
  severity: 'error',
  preset: 'minimal',
  locked: true,
  summary: 'No anchors, aliases, merge keys, custom tags, directives or further documents.',
  why: 'They let a small file grow without bound, and a review of one place no longer shows what changes elsewhere.',
  fix: 'Write the value where it is used. Text that two prompts share belongs in a partial.',
  examples: {
    good: [
      `messages:
  - { role: user, content: Summarise the news. }`,
    ],
    bad: [
      `description: &text Hi
metadata: { useCase: *text }
messages:
  - { role: user, content: Summarise the news. }`,
      `description: !secret key
messages:
  - { role: user, content: Summarise the news. }`,
      `%YAML 1.2
---
promptops: 1
messages:
  - { role: user, content: Summarise the news. }`,
    ],
  },
  check: fromFaults('schema/alias'),
};
