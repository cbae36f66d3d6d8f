import { fromFaults, type Rule } from '../rule.ts';

export const idCollision: Rule = {
  id: 'id/collision',
  severity: 'error',
  preset: 'minimal',
  summary: 'Prompts differ in more than case or Unicode form.',
  why: 'On macOS and Windows one of the two files replaces the other at checkout.',
  fix: 'Rename one of the files.',
  examples: {
    good: [
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
      },
    ],
    bad: [
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        files: {
          'prompts/Example.prompt.yaml': `promptops: 1
messages:
  - { role: user, content: Summarise the news. }
`,
        },
      },
    ],
  },
  check: fromFaults('id/collision'),
};
