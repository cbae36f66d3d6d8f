import { fromFaults, type Rule } from '../rule.ts';

export const schemaEncoding: Rule = {
  id: 'schema/encoding',
  severity: 'error',
  preset: 'minimal',
  locked: true,
  summary:
    'Every file is plain UTF-8 text: no byte order mark, no control characters, nothing git left in its place.',
  why: 'What a reviewer sees and what a model is sent would not be the same.',
  fixable: true,
  fix: 'Save the file as UTF-8 without BOM; finish the merge; run `git lfs pull`.',
  examples: {
    good: [
      `messages:
  - { role: user, content: Summarise the news. }`,
      `messages:
  - { role: user, content: "Grüße, 世界 🙂" }`,
    ],
    bad: [
      `﻿promptops: 1
messages:
  - { role: user, content: Summarise the news. }`,
      `description: "ab"
messages:
  - { role: user, content: Summarise the news. }`,
      `description: one
<<<<<<< HEAD
messages:
  - { role: user, content: Summarise the news. }`,
      `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a
size 12
`,
    ],
  },
  check: fromFaults('schema/encoding'),
};
