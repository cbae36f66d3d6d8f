import { modelsOf } from '../models.ts';
import type { Rule } from '../rule.ts';

export const modelUnknown: Rule = {
  id: 'model/unknown',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every model is one that its provider has.',
  why: 'A misspelt model is noticed when the first request is refused.',
  fix: 'Correct the id: `provider/model`. Models of a server of your own need its provider in promptops.yaml, with a `price` or as `openai-compatible`.',
  examples: {
    good: [
      {
        prompt: 'model: { id: openai/gpt-4.1-mini }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          models: {
            'openai/gpt-4.1-mini': {
              known: true,
              hint: null,
              priced: true,
              contextWindow: 1_047_576,
              deprecated: false,
              retiredOn: null,
            },
          },
        },
      },
    ],
    bad: [
      {
        prompt: 'model: { id: openai/gpt-4.1-mimi }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          models: {
            'openai/gpt-4.1-mimi': {
              known: false,
              hint: 'Did you mean "openai/gpt-4.1-mini"?',
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
  *check({ prompt, configFile, faults, facts }) {
    yield* faults.filter(({ rule }) => rule === 'model/unknown');
    for (const { id, place } of prompt ? modelsOf(prompt, configFile) : []) {
      const model = facts.models[id];
      if (!model || model.known) continue;
      yield {
        at: place(),
        message: `There is no model "${id}".`,
        ...(model.hint ? { hint: model.hint } : {}),
      };
    }
  },
};
