import { fromFaults, type Rule } from '../rule.ts';

export const schemaYamlGotcha: Rule = {
  id: 'schema/yaml-gotcha',
  severity: 'error',
  preset: 'minimal',
  summary: 'No value means something else to YAML than it does to its reader.',
  why: 'YAML ends `Use #1 tag` at the `#`, reads `{{name}}` as a map, joins the list items under `>` into one line, and turns 1.10 into 1.1.',
  fix: 'Put the value in quotes, or write it as a block with `|`.',
  examples: {
    good: [
      `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{name}}" }`,
      `messages:
  - role: user
    content: "Use #1 tag"`,
      `messages:
  - role: user          # who speaks
    content: |
      Line one.
      # not a comment`,
      `messages:
  - role: user
    content: >-
      Summarise the news of today,
      and say where each of them
      comes from.

      Be brief.`,
    ],
    bad: [
      `messages:
  - role: user
    content: Use #1 tag`,
      `inputs: { name: { type: string } }
messages:
  - role: user
    content: {{name}}`,
      `messages:
  - role: user
    content: >
      - one
      - two`,
      `messages:
  - role: user
    content: Answer: yes or no`,
    ],
  },
  check: fromFaults('schema/yaml-gotcha'),
};
