import type { PromptFile, TemplateSite } from '../../model/prompt-file.ts';
import type { Rule } from '../rule.ts';
import { type Use, usesOfSite } from '../uses.ts';

/** Providers cache from about 1,024 tokens on: less static text than this is never cached. */
const worthCaching = 4000;

export const costCachePrefix: Rule = {
  id: 'cost/cache-prefix',
  severity: 'warning',
  preset: 'recommended',
  summary: 'Long static text stands before the first variable.',
  why: 'Providers cache the start of a prompt up to the first character that differs: a date in the first line makes all the text behind it cost its full price.',
  fix: 'Move the variable behind the static text.',
  examples: {
    good: [
      `inputs: { day: { type: string } }\nmessages:\n  - role: system\n    content: |\n      ${'Answer from the handbook. '.repeat(170)}\n      Today is {{day}}.\n  - { role: user, content: Go. }`,
      'inputs: { day: { type: string } }\nmessages:\n  - { role: system, content: "Today is {{day}}. Be brief." }\n  - { role: user, content: Go. }',
    ],
    bad: [
      `inputs: { day: { type: string } }\nmessages:\n  - role: system\n    content: |\n      Today is {{day}}.\n      ${'Answer from the handbook. '.repeat(170)}\n  - { role: user, content: Go. }`,
    ],
  },
  *check({ prompt }) {
    if (!prompt?.prompt) return;
    const sites = prompt.templates.filter(({ message, overlay }) => message !== null && overlay === null);
    let before = 0;
    let first: { site: TemplateSite; use: Use } | null = null;
    let after = 0;
    for (const site of sites) {
      const use: Use | undefined = first ? undefined : firstUse(site, prompt);
      if (use) {
        first = { site, use };
        before += use.at;
        after += staticLength(site.source.slice(use.end));
      } else if (first) after += staticLength(site.source);
      else before += site.source.length;
    }
    if (!first || after < worthCaching || before >= after / 4) return;
    yield {
      at: first.site.place(first.use.at, first.use.end),
      message: `"${first.use.input}" stands before ${after} characters of static text, which no provider can cache.`,
      detail: first.use.input,
    };
  },
};

const firstUse = (site: TemplateSite, prompt: PromptFile): Use | undefined => usesOfSite(site, prompt)[0];

const staticLength = (source: string): number => source.replace(/\{\{[\s\S]*?\}\}/g, '').length;
