import { fromFaults, type Rule } from '../rule.ts';

export const varsNoType: Rule = {
  id: 'vars/no-type',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every input says what type it has.',
  why: 'Without a type any value passes, and a list printed as text is noticed by nobody but the model.',
  fix: 'Write `type: string`, or another JSON Schema type, `messages`, `image`, `audio` or `file`.',
  examples: {
    good: [
      'inputs: { name: { type: string } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
      'inputs: { plan: { enum: [free, pro] } }\nmessages:\n  - { role: user, content: "Plan {{plan}}" }',
    ],
    bad: [
      'inputs: { name: { description: Who writes. } }\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
      'inputs:\n  name: {}\nmessages:\n  - { role: user, content: "Hello {{name}}" }',
    ],
  },
  check: fromFaults('vars/no-type'),
};
