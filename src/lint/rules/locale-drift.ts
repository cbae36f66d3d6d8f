import { localeSource } from '../locale-source.ts';
import type { Rule } from '../rule.ts';

export const localeDrift: Rule = {
  id: 'locale/drift',
  severity: 'warning',
  preset: 'recommended',
  summary: 'A translation says what its source says today.',
  why: 'The source text was changed after it was translated, and the other language still has the old instructions.',
  fix: 'Bring the translation up to date, then write the digest of the message into `basedOn`.',
  examples: {
    good: [
      'messages:\n  - { id: ask, role: user, content: Sum up the news. }\nlocales:\n  fr:\n    basedOn: "sha256:1993006afdb34cbbdbd91d475cb5e04994a293506b39b386c1694a0b21e9837f"\n    messages: { ask: Résume les nouvelles. }',
      'messages:\n  - { id: ask, role: user, content: Sum up the news. }\nlocales:\n  fr: { messages: { ask: Résume les nouvelles. } }',
    ],
    bad: [
      'messages:\n  - { id: ask, role: user, content: Sum up the news of today. }\nlocales:\n  fr:\n    basedOn: "sha256:1993006afdb34cbbdbd91d475cb5e04994a293506b39b386c1694a0b21e9837f"\n    messages: { ask: Résume les nouvelles. }',
    ],
  },
  *check({ prompt }) {
    for (const [locale, basedOn] of Object.entries(prompt?.basedOn ?? {})) {
      const source = prompt && localeSource(prompt, locale);
      if (!source || source.digest === basedOn) continue;
      yield {
        at: prompt.file.placeOf(['locales', locale, 'basedOn']),
        message: `The source text of locale "${locale}" changed since it was translated.`,
        hint: `Update it, then write "basedOn: ${source.digest}".`,
        detail: locale,
      };
    }
  },
};
