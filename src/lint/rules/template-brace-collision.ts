import { fromFaults, type Rule } from '../rule.ts';

export const templateBraceCollision: Rule = {
  id: 'template/brace-collision',
  severity: 'error',
  preset: 'minimal',
  summary: 'A brace of JSON never touches the braces of a variable.',
  why: 'In `{"name": {{name}}}` the three closing braces are read as one token, and the template does not parse.',
  fixable: true,
  fix: 'Put a space between them: `{{name}} }`.',
  examples: {
    good: [
      'inputs: { n: { type: integer } }\nmessages:\n  - role: user\n    content: |\n      {"count": {{n}} }',
    ],
    bad: [
      'inputs: { n: { type: integer } }\nmessages:\n  - role: user\n    content: |\n      {"count": {{n}}}',
    ],
  },
  check: fromFaults('template/brace-collision'),
};
