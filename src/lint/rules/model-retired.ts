import { modelsOf } from '../models.ts';
import type { Rule } from '../rule.ts';

export const modelRetired: Rule = {
  id: 'model/retired',
  severity: 'warning',
  preset: 'recommended',
  summary: 'No model is one that its provider has retired or will.',
  why: 'Requests to a retired model are refused. Before the date this is a warning, from then on an error.',
  fix: 'Move to a newer model: `promptops test --model <new>` shows what changes.',
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
        prompt: 'model: { id: anthropic/claude-2 }\nmessages:\n  - { role: user, content: Hi }',
        facts: {
          today: '2026-01-31',
          models: {
            'anthropic/claude-2': {
              known: true,
              hint: null,
              priced: true,
              contextWindow: null,
              deprecated: true,
              retiredOn: '2025-07-21',
            },
          },
        },
      },
    ],
  },
  *check({ prompt, configFile, facts }) {
    for (const { id, place } of prompt ? modelsOf(prompt, configFile) : []) {
      const model = facts.models[id];
      if (!model || (!model.deprecated && model.retiredOn === null)) continue;
      const { retiredOn } = model;
      const isOver = retiredOn !== null && facts.today !== null && retiredOn <= facts.today;
      yield {
        at: place(),
        level: isOver ? 'error' : 'warning',
        message:
          retiredOn === null
            ? `"${id}" is deprecated by its provider.`
            : `"${id}" ${isOver ? 'was' : 'will be'} retired by its provider on ${retiredOn}.`,
      };
    }
  },
};
