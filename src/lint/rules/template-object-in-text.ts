import { fromFaults, type Rule } from '../rule.ts';

export const templateObjectInText: Rule = {
  id: 'template/object-in-text',
  severity: 'error',
  preset: 'minimal',
  summary: 'Objects and arrays are never printed as they are.',
  why: 'A model would read "[object Object]".',
  fix: 'Print one of its properties, loop with `{{#each}}`, or print it as JSON with `{{json name}}`.',
  examples: {
    good: [
      `inputs: { items: { type: array, items: { type: string } } }
messages:
  - { role: user, content: "{{#each items}}{{this}}{{/each}}" }`,
    ],
    bad: [
      `inputs: { items: { type: array, items: { type: string } } }
messages:
  - { role: user, content: "About {{items}}" }`,
      `inputs: { user: { type: object, properties: { name: { type: string } } } }
messages:
  - { role: user, content: "About {{user}}" }`,
    ],
  },
  check: fromFaults('template/object-in-text'),
};
