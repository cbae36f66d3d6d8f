import { fromFaults, type Rule } from '../rule.ts';

export const templateDynamicPartial: Rule = {
  id: 'template/dynamic-partial',
  severity: 'error',
  preset: 'minimal',
  locked: true,
  summary: 'Partials are named, not computed; no inline partials or decorators.',
  why: 'Which text a prompt holds must be known without running it, or it can be neither reviewed nor digested.',
  fix: 'Choose between partials with `{{#if}}` or `{{#ifEquals}}`.',
  examples: {
    good: [
      {
        prompt: `inputs: { formal: { type: boolean } }
messages:
  - { role: user, content: "{{#if formal}}{{> tone}}{{/if}} Go." }`,
        files: { 'partials/tone.hbs': 'Be formal.' },
      },
    ],
    bad: [
      {
        prompt: `inputs: { tone: { type: string } }
messages:
  - { role: user, content: "{{> (lookup . 'tone')}}" }`,
      },
      `messages:
  - role: user
    content: |
      {{#*inline "note"}}Be brief.{{/inline}}{{> note}}`,
    ],
  },
  check: fromFaults('template/dynamic-partial'),
};
