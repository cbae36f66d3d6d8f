import { listOf, recordOf } from '../../model/shape.ts';
import { removeKey } from '../../model/yaml-edit.ts';
import type { Rule } from '../rule.ts';

export const testsOnlyOrSkip: Rule = {
  id: 'tests/only-or-skip',
  severity: 'error',
  preset: 'recommended',
  summary: 'In CI no case is skipped and none runs alone.',
  why: '`only` and `skip` are for the minute of editing; committed, they switch tests off without a word.',
  fixable: true,
  ciOnly: true,
  fix: 'Remove `only` or `skip`. A case that should not run yet belongs in an issue.',
  examples: {
    good: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        test: 'tests:\n  - { id: first, vars: {}, skip: true, assert: [{ type: contains, value: news }] }',
        facts: { ci: false },
      },
    ],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        test: 'tests:\n  - { id: first, vars: {}, skip: true, assert: [{ type: contains, value: news }] }',
        facts: { ci: true },
      },
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        test: 'tests:\n  - { id: first, vars: {}, only: true, assert: [{ type: contains, value: news }] }',
        facts: { ci: true },
      },
    ],
  },
  *check({ prompt, facts }) {
    const file = prompt?.tests?.file;
    if (!file || !facts.ci) return;
    for (const [index, entry] of listOf(recordOf(file.value)?.['tests']).entries()) {
      for (const key of ['only', 'skip']) {
        const value = recordOf(entry)?.[key];
        // `skip` may give its reason.
        if (value === undefined || value === false) continue;
        const path = ['tests', index, key];
        const edit = removeKey(file, path);
        yield {
          at: file.placeOf(path, 'key'),
          message: `"${key}" is set on a committed case.`,
          ...(edit && { fix: { what: `Remove "${key}".`, edits: [edit] } }),
        };
      }
    }
  },
};
