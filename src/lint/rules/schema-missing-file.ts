import { fromFaults, type Rule } from '../rule.ts';

export const schemaMissingFile: Rule = {
  id: 'schema/missing-file',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every file that a prompt names exists.',
  why: 'A schema, tool, dataset or overlay that is not there cannot be read, and the prompt would be another one without it.',
  fix: 'Correct the path: it is relative to the file that names it. A file that git ignores is missing in CI.',
  examples: {
    good: [
      {
        prompt:
          'output: { format: json, schema: ./answer.schema.json }\nmessages:\n  - { role: user, content: Go. }',
        files: { 'prompts/answer.schema.json': '{ "type": "object" }\n' },
      },
    ],
    bad: [
      'output: { format: json, schema: ./anwser.schema.json }\nmessages:\n  - { role: user, content: Go. }',
    ],
  },
  check: fromFaults('schema/missing-file'),
};
