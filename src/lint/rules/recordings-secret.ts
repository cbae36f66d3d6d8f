import { fileStart } from '../../model/place.ts';
import type { Rule } from '../rule.ts';

export const recordingsSecret: Rule = {
  id: 'recordings/secret',
  severity: 'error',
  preset: 'minimal',
  summary: 'No recording holds a key or password.',
  why: 'Recordings are committed. promptops takes its own keys out of them; what a variable or a model said may still hold another one.',
  fix: 'Revoke the key. Mark the input that brought it `sensitive: true`, or take it out of the case, and record again: `promptops test <prompt> --case <case> --replay refresh`.',
  examples: {
    good: ['messages:\n  - { role: user, content: Sum up the news. }'],
    bad: [
      {
        prompt: 'messages:\n  - { role: user, content: Sum up the news. }',
        facts: {
          recordings: [
            {
              kind: 'secret',
              prompt: 'example',
              case: 'first',
              path: 'prompts/__recordings__/example/first.json',
              detail: 'a GitHub token',
            },
          ],
        },
      },
    ],
  },
  *check({ prompt, facts }) {
    for (const { kind, prompt: id, path, detail, at } of facts.recordings) {
      if (kind !== 'secret' || !prompt || id !== prompt.id) continue;
      yield {
        at: at ?? fileStart(path),
        message: `The recording holds what looks like ${detail}.`,
        hint: 'Revoke it, then record again without it.',
        detail,
      };
    }
  },
};
