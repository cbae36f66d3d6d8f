import { fromFaults, type Rule } from '../rule.ts';

export const templateSyntax: Rule = {
  id: 'template/syntax',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every template parses.',
  why: 'A template that does not parse cannot be rendered; the fault stands at the character that breaks it.',
  fix: 'Close every `{{`, and end every block with its own `{{/name}}`.',
  examples: {
    good: [
      `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{name}}" }`,
      `inputs: { vip: { type: boolean } }
messages:
  - { role: user, content: "{{#if vip}}Dear{{else}}Hi{{/if}} all" }`,
    ],
    bad: [
      `inputs: { name: { type: string } }
messages:
  - { role: user, content: "Hello {{name" }`,
      `inputs: { vip: { type: boolean } }
messages:
  - { role: user, content: "{{#if vip}}Dear all" }`,
      `inputs: { vip: { type: boolean } }
messages:
  - role: user
    content: |
      Hello
      {{#if vip}}Dear{{/unless}}`,
    ],
  },
  check: fromFaults('template/syntax'),
};
