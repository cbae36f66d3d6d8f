import type { Rule } from '../rule.ts';

export const modelContextOverflow: Rule = {
  id: 'model/context-overflow',
  severity: 'error',
  preset: 'minimal',
  summary: 'The rendered prompt and its longest answer fit the model’s context window.',
  why: 'The provider refuses the request, and long inputs are the ones that matter.',
  fix: 'Bound the inputs (`maxTokens`, `maxItems`), shorten the text, or use a model with a larger window.',
  examples: {
    good: [
      {
        prompt: 'model: { id: local/tiny }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          models: {
            'local/tiny': {
              known: true,
              hint: null,
              priced: true,
              contextWindow: 4096,
              deprecated: false,
              retiredOn: null,
            },
          },
          sizes: { example: { staticTokens: 1, renderedTokens: 1, longestOutput: null, exact: true } },
        },
      },
    ],
    bad: [
      {
        prompt:
          'model: { id: local/tiny, params: { maxOutputTokens: 1000 } }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          models: {
            'local/tiny': {
              known: true,
              hint: null,
              priced: true,
              contextWindow: 4096,
              deprecated: false,
              retiredOn: null,
            },
          },
          sizes: { example: { staticTokens: 3500, renderedTokens: 3500, longestOutput: null, exact: true } },
        },
      },
    ],
  },
  *check({ prompt, facts }) {
    if (!prompt?.prompt) return;
    const { model, params } = prompt.prompt;
    const window = facts.models[model.id]?.contextWindow ?? null;
    const size = facts.sizes[prompt.id];
    const input = size?.renderedTokens ?? size?.staticTokens ?? null;
    if (window === null || input === null) return;
    const output = params.maxOutputTokens ?? 0;
    if (input + output <= window) return;
    yield {
      at: prompt.file.placeOf(['messages'], 'key'),
      message: `${input} tokens and an answer of ${output} do not fit the ${window} tokens of "${model.id}".`,
      detail: model.id,
    };
  },
};
