import { fromFaults, type Rule } from '../rule.ts';

export const schemaUnknownKey: Rule = {
  id: 'schema/unknown-key',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every key is one the format knows; keys that start with `x-` are free.',
  why: 'A misspelt key is a setting that silently does nothing: a test with `asert:` would pass for ever.',
  fix: 'Correct the spelling, or start the key with `x-` if it is your own note.',
  examples: {
    good: [
      `messages:
  - { role: user, content: Summarise the news. }`,
      `x-note: mine
messages:
  - { role: user, content: Summarise the news. }`,
    ],
    bad: [
      `discription: Sums up the news.
messages:
  - { role: user, content: Summarise the news. }`,
      `messages:
  - { role: user, content: Hi, cahce: true }`,
      `inputs: { name: { type: string, trsut: untrusted } }
messages:
  - { role: user, content: "Hello {{name}}" }`,
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `tests:
  - id: first
    vars: {}
    asert: [{ type: contains, value: news }]`,
      },
    ],
  },
  check: fromFaults('schema/unknown-key'),
};
