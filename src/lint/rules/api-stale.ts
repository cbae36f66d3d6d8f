import { apiPath } from '../../model/api-page.ts';
import { fileStart } from '../../model/place.ts';
import type { Rule } from '../rule.ts';

export const apiStale: Rule = {
  id: 'api/stale',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Where there is a prompts.api.md, it shows the signature each prompt has.',
  why: 'Reviewers read the page instead of the files: an old one hides what code will see.',
  fix: 'Run `promptops api` and commit the page.',
  examples: {
    good: ['messages:\n  - { role: user, content: Sum up the news. }'],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        facts: { signatures: [{ prompt: 'example', what: 'older' }] },
      },
    ],
  },
  *check({ prompt, facts: { signatures } }) {
    if (prompt) return;
    for (const { prompt: id, what } of signatures) {
      yield {
        at: fileStart(apiPath),
        message: `"${apiPath}" ${words[what]} "${id}".`,
        hint: 'Run "promptops api".',
        detail: id,
      };
    }
  },
};

const words = {
  missing: 'has no signature of',
  older: 'shows an older signature of',
  gone: 'shows a prompt that is gone,',
} as const;
