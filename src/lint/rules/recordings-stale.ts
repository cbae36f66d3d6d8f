import { fileStart } from '../../model/place.ts';
import type { Rule } from '../rule.ts';

export const recordingsStale: Rule = {
  id: 'recordings/stale',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Every recording answers the request its prompt makes today.',
  why: 'The recorded answer was given to another text: in strict replay the case has no verdict.',
  fix: 'Record again: `promptops test <prompt> --case <case> --replay record`.',
  examples: {
    good: ['messages:\n  - { role: user, content: Sum up the news. }'],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        facts: {
          recordings: [
            {
              kind: 'stale',
              prompt: 'example',
              case: 'first',
              path: 'prompts/__recordings__/example/first.json',
              detail: 'messages[0].content changed',
            },
          ],
        },
      },
    ],
  },
  *check({ prompt, facts }) {
    for (const { kind, prompt: id, case: name, path, detail } of facts.recordings) {
      if (kind !== 'stale' || !prompt || id !== prompt.id) continue;
      yield {
        at: fileStart(path),
        message: `The recording of case "${name}" is stale: ${detail}.`,
        detail: name ?? path,
      };
    }
  },
};
