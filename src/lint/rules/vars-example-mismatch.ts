import { fromFaults, type Rule } from '../rule.ts';

export const varsExampleMismatch: Rule = {
  id: 'vars/example-mismatch',
  severity: 'error',
  preset: 'minimal',
  summary:
    'The example of every input, and the input and output of every few-shot example, fit their schemas.',
  why: 'Examples teach callers and the model. A wrong one teaches them something that is refused.',
  fix: 'Correct the example or the schema.',
  examples: {
    good: [
      'inputs: { age: { type: integer, example: 42 } }\nmessages:\n  - { role: user, content: "Age {{age}}" }',
    ],
    bad: [
      'inputs: { age: { type: integer, example: forty } }\nmessages:\n  - { role: user, content: "Age {{age}}" }',
    ],
  },
  check: fromFaults('vars/example-mismatch'),
};
