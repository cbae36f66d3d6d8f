import type { Rule } from '../rule.ts';

export const outputMaxTokensMissing: Rule = {
  id: 'output/max-tokens-missing',
  severity: 'warning',
  preset: 'strict',
  summary: 'Every prompt limits the length of its answer.',
  why: 'Without `maxOutputTokens` one runaway answer costs as much as a thousand others, and no worst case can be priced.',
  fix: 'Add `maxOutputTokens` under `model.params`.',
  examples: {
    good: [
      'model: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 400 } }\nmessages:\n  - { role: user, content: Hi }',
    ],
    bad: [
      'model: { id: openai/gpt-4.1-mini, params: { temperature: 0 } }\nmessages:\n  - { role: user, content: Hi }',
    ],
  },
  *check({ prompt }) {
    if (!prompt?.prompt) return;
    const { params } = prompt.prompt;
    if (params.maxOutputTokens !== undefined) return;
    yield { at: prompt.file.placeOf(['model'], 'key'), message: 'The prompt sets no "maxOutputTokens".' };
  },
};
