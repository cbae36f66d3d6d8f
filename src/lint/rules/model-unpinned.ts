import { modelsOf, splitModel } from '../models.ts';
import type { Rule } from '../rule.ts';

/** Providers whose names without a date move to newer models. */
const dated = new Set(['openai', 'anthropic', 'azure']);
const pin = /(?:\d{4}-\d{2}-\d{2}|\d{8})(?:-|$)/;

export const modelUnpinned: Rule = {
  id: 'model/unpinned',
  severity: 'warning',
  preset: 'strict',
  summary: 'Models are named with their date or version, not by an alias that moves.',
  why: 'An alias is moved by its provider: the same prompt then gives other answers, and no commit says why.',
  fix: 'Write the dated id, for example `openai/gpt-4.1-mini-2025-04-14`.',
  examples: {
    good: ['model: { id: openai/gpt-4.1-mini-2025-04-14 }\nmessages:\n  - { role: user, content: Hi }'],
    bad: [
      'model: { id: openai/gpt-4.1-mini }\nmessages:\n  - { role: user, content: Hi }',
      'model: { id: anthropic/claude-3-5-haiku-latest }\nmessages:\n  - { role: user, content: Hi }',
    ],
  },
  *check({ prompt, configFile }) {
    for (const { id, place } of prompt ? modelsOf(prompt, configFile) : []) {
      const { provider, name } = splitModel(id);
      if (name.endsWith('-latest') || (dated.has(provider) && !pin.test(name))) {
        yield { at: place(), message: `"${id}" is an alias that its provider moves.` };
      }
    }
  },
};
