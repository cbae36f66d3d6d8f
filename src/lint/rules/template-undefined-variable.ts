import { fromFaults, type Rule } from '../rule.ts';

export const templateUndefinedVariable: Rule = {
  id: 'template/undefined-variable',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every variable a template uses is declared under `inputs`.',
  why: 'An undeclared variable is a typo or a value nobody will ever pass: it would print nothing.',
  fix: 'Correct the name, declare the input, or inside `{{#each}}` reach the outer one with `../name`.',
  examples: {
    good: [
      `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{name}}" }`,
      `inputs:
  sender: { type: string }
  items: { type: array, items: { type: object, properties: { title: { type: string } } } }
messages:
  - { role: user, content: "{{#each items}}{{title}} for {{../sender}}{{/each}}" }`,
    ],
    bad: [
      `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{nmae}} and {{name}}" }`,
      `inputs:
  sender: { type: string }
  items: { type: array, items: { type: object, properties: { title: { type: string } } } }
messages:
  - { role: user, content: "{{sender}}{{#each items}}{{title}} for {{sender}}{{/each}}" }`,
      `inputs: { vip: { type: boolean } }
messages:
  - { role: user, content: "{{#if vip}}{{nmae}}{{/if}}" }`,
    ],
  },
  check: fromFaults('template/undefined-variable'),
};
