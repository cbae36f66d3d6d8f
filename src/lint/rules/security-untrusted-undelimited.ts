import type { Rule } from '../rule.ts';
import { usesOfSite } from '../uses.ts';

export const securityUntrustedUndelimited: Rule = {
  id: 'security/untrusted-undelimited',
  severity: 'warning',
  preset: 'recommended',
  summary: 'An untrusted input stands between delimiters, or alone in its message.',
  why: 'Without them nothing tells the model where your text ends and the stranger’s begins.',
  fix: 'Write `{{fence name}}`, or put it between tags or quotes: `<question>{{question}}</question>`.',
  examples: {
    good: [
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - { role: user, content: "<question>{{q}}</question>" }',
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - { role: user, content: "{{q}}" }',
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - { role: user, content: "Answer this: {{fence q}}" }',
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - role: user\n    content: |\n      Sum up:\n      """\n      {{q}}\n      """',
    ],
    bad: [
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - { role: user, content: "Answer {{q}} in one word." }',
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - role: user\n    content: |\n      {{q}}\n      Answer in one word.',
    ],
  },
  *check({ prompt }) {
    for (const site of prompt?.templates ?? []) {
      if (!prompt?.prompt || site.kind !== 'text' || !site.message || site.message.role === 'system')
        continue;
      for (const { input, how, at, end } of usesOfSite(site, prompt)) {
        // What a partial prints stands between the partial's own words, which another prompt may delimit.
        if (how !== 'printed' || site.source.startsWith('{{>', at)) continue;
        if (prompt.prompt.inputs[input]?.trust !== 'untrusted' || isDelimited(site.source, at, end)) continue;
        yield {
          at: site.place(at, end),
          message: `Untrusted input "${input}" stands in the text without delimiters.`,
        };
      }
    }
  },
};

const opening = /(?:[>"'“«`([{|]|-{3,}|={3,}|#{3,}|~{3,})$/;
const closing = /^(?:[<"'”»`)\]}|]|-{3,}|={3,}|#{3,}|~{3,})/;

/** Whether the text around the mustache at `at` fences it, or the mustache is all there is. */
function isDelimited(source: string, at: number, end: number): boolean {
  const open = source.lastIndexOf('{{', at);
  const close = source.indexOf('}}', end);
  const before = withoutBlocks(source.slice(0, Math.max(0, open)));
  const after = withoutBlocks(source.slice(close < 0 ? end : close + 2).replace(/^\}/, '')).trimStart();
  if (before.trim() === '' && after === '') return true;
  return opening.test(before.trimEnd()) && closing.test(after);
}

/** Conditions and loops print nothing themselves; other variables are text. */
const withoutBlocks = (source: string): string => source.replace(/\{\{~?(?:[#/^!]|else)[\s\S]*?\}\}/g, '');
