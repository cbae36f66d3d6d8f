import { inputsOf } from '../inputs.ts';
import type { Rule } from '../rule.ts';

export const varsNoDescription: Rule = {
  id: 'vars/no-description',
  severity: 'warning',
  preset: 'strict',
  summary: 'Every input says what it is for.',
  why: 'Callers read `inputs` instead of the prompt: a name alone does not say which of three texts is meant.',
  fix: 'Add a `description` to the input.',
  examples: {
    good: [
      'inputs: { name: { type: string, description: First name of the customer. } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
    ],
    bad: ['inputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }'],
  },
  *check({ prompt }) {
    if (!prompt) return;
    for (const { name, spec, place } of inputsOf(prompt)) {
      if (!spec['description']) yield { at: place(), message: `Input "${name}" has no description.` };
    }
  },
};
