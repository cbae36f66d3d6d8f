import { fromFaults, type Rule } from '../rule.ts';

export const templateUnknownHelper: Rule = {
  id: 'template/unknown-helper',
  severity: 'error',
  preset: 'minimal',
  summary: 'Templates use only the helpers of promptops.',
  why: 'A helper that does not exist cannot be called, and helpers of your own would be code in a prompt file.',
  fix: 'Use `if unless each with lookup json ifEquals unlessEquals eq and or not join fence`, or prepare the value before it is passed.',
  examples: {
    good: [
      `inputs: { items: { type: array } }
messages:
  - { role: user, content: "{{json items}}" }`,
    ],
    bad: [
      `inputs: { name: { type: string } }
messages:
  - { role: user, content: "{{upper name}}" }`,
      `inputs: { name: { type: string } }
messages:
  - { role: user, content: "{{#iff name}}Hi{{/iff}}" }`,
    ],
  },
  check: fromFaults('template/unknown-helper'),
};
