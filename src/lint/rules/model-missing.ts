import { fromFaults, type Rule } from '../rule.ts';

export const modelMissing: Rule = {
  id: 'model/missing',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every prompt has a model, its own or the one of the config.',
  why: 'Without one there is nothing to ask.',
  fix: 'Write `model: { id: provider/model }` in the prompt or in promptops.yaml.',
  examples: {
    good: [
      `model: { id: openai/gpt-4.1-mini }
messages:
  - { role: user, content: Summarise the news. }`,
    ],
    bad: [
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        files: {
          'promptops.yaml': `promptops: 1
`,
        },
      },
    ],
  },
  check: fromFaults('model/missing'),
};
