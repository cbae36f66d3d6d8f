import { fileStart } from '../../model/place.ts';
import { listOf, recordOf } from '../../model/shape.ts';
import type { Rule } from '../rule.ts';

export const testsNone: Rule = {
  id: 'tests/none',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every active prompt has at least one case.',
  why: 'A prompt without a test changes its behaviour with every edit, and nobody is told.',
  fix: 'Write a `.test.yaml` beside it (`promptops new` does), or set `metadata.status: draft`.',
  examples: {
    good: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        test: 'tests:\n  - { id: first, vars: {}, assert: [{ type: contains, value: news }] }',
      },
      'metadata: { status: draft }\nmessages:\n  - { role: user, content: Sum up the news. }',
    ],
    bad: [
      'messages:\n  - { role: user, content: Sum up the news. }',
      { prompt: 'messages:\n  - { role: user, content: Sum up the news. }', test: 'tests: []' },
    ],
  },
  *check({ prompt }) {
    if (!prompt || prompt.file.value === undefined || prompt.metadata.status !== 'active') return;
    const { tests } = prompt;
    if (tests && (tests.cases.length > 0 || tests.datasets.length > 0)) return;
    // A test file that cannot be read has its own finding; what it would say is not known.
    if (tests && (tests.file.value === undefined || listOf(recordOf(tests.file.value)?.['tests']).length > 0))
      return;
    yield { at: fileStart(prompt.path), message: `Prompt "${prompt.id}" is active and has no case.` };
  },
};
