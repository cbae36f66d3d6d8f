import type { Rule } from '../rule.ts';

export const outputMaxTokensTooLow: Rule = {
  id: 'output/max-tokens-too-low',
  severity: 'warning',
  preset: 'recommended',
  summary: 'The limit of the answer leaves room for the answers the examples show.',
  why: 'An answer that is cut off is not JSON any more, and half a sentence is no answer.',
  fix: 'Raise `maxOutputTokens`, or shorten the example.',
  examples: {
    good: [
      {
        prompt:
          'model: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 400 } }\nexamples:\n  - { input: {}, output: Good news. }\nmessages:\n  - { examples: true }\n  - { role: user, content: Sum up. }',
        facts: {
          sizes: {
            example: {
              staticTokens: null,
              renderedTokens: null,
              longestOutput: { example: 0, tokens: 3 },
              exact: true,
            },
          },
        },
      },
    ],
    bad: [
      {
        prompt:
          'model: { id: openai/gpt-4.1-mini, params: { maxOutputTokens: 2 } }\nexamples:\n  - { input: {}, output: Good news. }\nmessages:\n  - { examples: true }\n  - { role: user, content: Sum up. }',
        facts: {
          sizes: {
            example: {
              staticTokens: null,
              renderedTokens: null,
              longestOutput: { example: 0, tokens: 3 },
              exact: true,
            },
          },
        },
      },
    ],
  },
  *check({ prompt, facts }) {
    const longest = prompt ? facts.sizes[prompt.id]?.longestOutput : null;
    const limit = prompt?.prompt?.params.maxOutputTokens;
    if (!prompt || !longest || limit === undefined || longest.tokens <= limit) return;
    yield {
      at: prompt.file.placeOf(['examples', longest.example, 'output']),
      message: `The answer of this example has ${longest.tokens} tokens, "maxOutputTokens" is ${limit}.`,
      detail: `example ${longest.example}`,
    };
  },
};
