import { fromFaults, type Rule } from '../rule.ts';

export const templateMissingPartial: Rule = {
  id: 'template/missing-partial',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every partial a template includes exists under the partials folder.',
  why: 'The text it stands for would be missing from the prompt.',
  fix: 'Correct the name, or write the file: `{{> policies/tone}}` is `partials/policies/tone.hbs`.',
  examples: {
    good: [
      {
        prompt: `messages:
  - { role: user, content: "{{> tone}}" }`,
        files: {
          'partials/tone.hbs': `Be brief.
`,
        },
      },
    ],
    bad: [
      {
        prompt: `messages:
  - { role: user, content: "{{> tnoe}}" }`,
        files: {
          'partials/tone.hbs': `Be brief.
`,
        },
      },
    ],
  },
  check: fromFaults('template/missing-partial'),
};
