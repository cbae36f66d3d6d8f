import type { Rule } from '../rule.ts';

export const costTokenBudget: Rule = {
  id: 'cost/token-budget',
  severity: 'warning',
  preset: 'recommended',
  summary: 'The text of the prompt alone stays within `budgets.inputTokens`.',
  why: 'What does not fit without any variable never fits.',
  fix: 'Shorten the text, or raise the budget on purpose.',
  examples: {
    good: [
      {
        prompt: 'budgets: { inputTokens: 100 }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          sizes: { example: { staticTokens: 1, renderedTokens: null, longestOutput: null, exact: true } },
        },
      },
    ],
    bad: [
      {
        prompt: 'budgets: { inputTokens: 100 }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          sizes: { example: { staticTokens: 140, renderedTokens: null, longestOutput: null, exact: true } },
        },
      },
    ],
  },
  *check({ prompt, facts }) {
    const tokens = prompt ? (facts.sizes[prompt.id]?.staticTokens ?? null) : null;
    const budget = prompt?.budgets.inputTokens ?? null;
    if (!prompt || tokens === null || budget === null || tokens <= budget) return;
    const about = facts.sizes[prompt.id]?.exact ? '' : 'about ';
    yield {
      at: prompt.file.placeOf(['budgets', 'inputTokens']),
      message: `The text alone has ${about}${tokens} tokens, the budget is ${budget}.`,
      detail: 'static text',
    };
  },
};
