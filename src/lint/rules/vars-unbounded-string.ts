import { inputsOf } from '../inputs.ts';
import type { Rule } from '../rule.ts';

const bounds = ['maxLength', 'maxTokens', 'enum', 'const', 'pattern', 'format'];

export const varsUnboundedString: Rule = {
  id: 'vars/unbounded-string',
  severity: 'warning',
  preset: 'strict',
  summary: 'Every text input has an upper limit.',
  why: 'One pasted book is one large bill, or a request the provider refuses.',
  fix: 'Add `maxLength` (characters) or `maxTokens`.',
  examples: {
    good: [
      'inputs: { name: { type: string, maxLength: 80 } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
      'inputs: { plan: { type: string, enum: [free, pro] } }\nmessages:\n  - { role: user, content: "Plan {{plan}}" }',
    ],
    bad: ['inputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }'],
  },
  *check({ prompt }) {
    if (!prompt) return;
    for (const { name, spec, place } of inputsOf(prompt)) {
      if (spec['type'] !== 'string' || bounds.some((key) => Object.hasOwn(spec, key))) continue;
      yield {
        at: place(),
        message: `Input "${name}" has no upper limit.`,
        hint: 'Add "maxLength" or "maxTokens".',
      };
    }
  },
};
