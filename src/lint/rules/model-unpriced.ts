import { modelsOf } from '../models.ts';
import type { Rule } from '../rule.ts';

export const modelUnpriced: Rule = {
  id: 'model/unpriced',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Every model has a known price.',
  why: 'What has no price is in no total and under no budget: unknown is not free.',
  fix: 'State the `price` of the provider in promptops.yaml (USD per million tokens).',
  examples: {
    good: [
      {
        prompt: 'model: { id: local/llama }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          models: {
            'local/llama': {
              known: true,
              hint: null,
              priced: true,
              contextWindow: null,
              deprecated: false,
              retiredOn: null,
            },
          },
        },
      },
    ],
    bad: [
      {
        prompt: 'model: { id: local/llama }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          models: {
            'local/llama': {
              known: true,
              hint: null,
              priced: false,
              contextWindow: null,
              deprecated: false,
              retiredOn: null,
            },
          },
        },
      },
    ],
  },
  *check({ prompt, configFile, facts }) {
    for (const { id, place } of prompt ? modelsOf(prompt, configFile) : []) {
      const model = facts.models[id];
      if (model?.known && !model.priced) yield { at: place(), message: `No price is known for "${id}".` };
    }
  },
};
