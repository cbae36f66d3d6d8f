import { fileStart } from '../../model/place.ts';
import type { Rule } from '../rule.ts';

export const recordingsOrphan: Rule = {
  id: 'recordings/orphan',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Every recording belongs to a case.',
  why: 'It is never read again, and a reader takes it for evidence.',
  fix: 'Remove the file, or bring the case back.',
  examples: {
    good: ['messages:\n  - { role: user, content: Sum up the news. }'],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        facts: {
          recordings: [
            {
              kind: 'orphan',
              prompt: 'example',
              case: 'gone',
              path: 'prompts/__recordings__/example/gone.json',
              detail: '',
            },
          ],
        },
      },
    ],
  },
  *check({ prompt, facts }) {
    for (const { kind, prompt: id, case: row, path } of facts.recordings) {
      if (kind !== 'orphan' || id !== (prompt?.id ?? null)) continue;
      const message = row === null ? 'No case uses this recording.' : `No row "${row}" uses this recording.`;
      yield { at: fileStart(path), message, detail: row ?? '' };
    }
  },
};
