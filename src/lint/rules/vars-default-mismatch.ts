import { fromFaults, type Rule } from '../rule.ts';

export const varsDefaultMismatch: Rule = {
  id: 'vars/default-mismatch',
  severity: 'error',
  preset: 'minimal',
  summary: 'The default of every input fits its schema.',
  why: 'A caller who relies on the default would be refused.',
  fix: 'Correct the default or the schema.',
  examples: {
    good: [
      'inputs: { plan: { type: string, enum: [free, pro], default: free } }\nmessages:\n  - { role: user, content: "Plan {{plan}}" }',
    ],
    bad: [
      'inputs: { plan: { type: string, enum: [free, pro], default: gold } }\nmessages:\n  - { role: user, content: "Plan {{plan}}" }',
      'inputs:\n  count:\n    type: integer\n    default: "3"\nmessages:\n  - { role: user, content: "{{count}} times" }',
    ],
  },
  check: fromFaults('vars/default-mismatch'),
};
