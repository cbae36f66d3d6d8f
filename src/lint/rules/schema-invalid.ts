import { fromFaults, type Rule } from '../rule.ts';

export const schemaInvalid: Rule = {
  id: 'schema/invalid',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every file is YAML or JSON of the shape its schema describes, and what it names exists.',
  why: 'A value of the wrong shape would be read as something else than its author meant, or not at all.',
  fix: 'Look at the place and the message; `schemas/` holds the schema of each kind of file, and the modeline that `init` writes shows the same in an editor.',
  examples: {
    good: [
      `messages:
  - { role: user, content: Summarise the news. }`,
    ],
    bad: [
      `messages:
  - { role: robot, content: Summarise the news. }`,
      'messages: Summarise the news.',
      `messages:
  - role: user
   content: [Summarise`,
      {
        prompt: `messages:
  - { role: user, content: Summarise the news. }`,
        test: `tests:
  - id: first
    vars: []
    assert: [{ type: contains, value: news }]`,
      },
    ],
  },
  check: fromFaults('schema/invalid'),
};
