import { fromFaults, type Rule } from '../rule.ts';

export const overlayUnknownMessage: Rule = {
  id: 'overlay/unknown-message',
  severity: 'error',
  preset: 'minimal',
  summary: 'Every message an overlay changes exists in the prompt.',
  why: 'The translation or variant of a message that was renamed would silently no longer be used.',
  fix: 'Correct the id, or give the message that `id`.',
  examples: {
    good: [
      `messages:
  - { id: ask, role: user, content: Summarise the news. }
locales:
  fr: { messages: { ask: Résume les nouvelles. } }`,
    ],
    bad: [
      `messages:
  - { id: ask, role: user, content: Summarise the news. }
locales:
  fr: { messages: { aks: Résume les nouvelles. } }`,
      `messages:
  - { id: ask, role: user, content: Summarise the news. }
variants:
  terse: { messages: { system: Be brief. } }`,
    ],
  },
  check: fromFaults('overlay/unknown-message'),
};
