import { carriesText } from '../inputs.ts';
import type { Rule } from '../rule.ts';
import { withoutTags } from '../tags.ts';
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
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - role: user\n    content: |\n      Answer the ticket.\n      <ticket>\n      Subject: new\n      Text: {{q}} (sent by mail)\n      </ticket>',
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - role: user\n    content: |\n      Judge the answer.\n      ***\n      [Question]: {{q}}\n      ***\n      Which is it?',
      'inputs: { n: { type: integer, trust: untrusted } }\nmessages:\n  - { role: user, content: "Name {{n}} cities." }',
    ],
    bad: [
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - { role: user, content: "Answer {{q}} in one word." }',
      'inputs: { q: { type: string, trust: untrusted } }\nmessages:\n  - role: user\n    content: |\n      {{q}}\n      Answer in one word.',
    ],
  },
  *check({ prompt }) {
    if (!prompt?.prompt) return;
    for (const site of prompt.templates) {
      if (site.kind !== 'text' || !site.message || site.message.role === 'system') continue;
      const reported = new Set<string>();
      // What a partial prints stands between the partial's own words, which another prompt may delimit.
      const printed = usesOfSite(site, prompt).filter(
        ({ input, how, at }) =>
          how === 'printed' &&
          carriesText(prompt.prompt?.inputs[input]) &&
          !site.source.startsWith('{{>', at),
      );
      for (const { input, at, end } of printed.slice(0, mostUses)) {
        if (reported.has(input) || isDelimited(site.source, at, end)) continue;
        reported.add(input);
        yield {
          at: site.place(at, end),
          message: `Untrusted input "${input}" stands in the text without delimiters.`,
        };
      }
    }
  },
};

/** Each use is looked at with all the text around it: enough for people, and no file takes for ever. */
const mostUses = 100;

const opening = /(?:[>"'“«`([{|]|-{3,}|={3,}|#{3,}|~{3,}|\*{3,}|_{3,})$/;
const closing = /^(?:[<"'”»`)\]}|]|-{3,}|={3,}|#{3,}|~{3,}|\*{3,}|_{3,})/;

/** Whether the text around the mustache at `at` fences it, or the mustache is all there is. */
function isDelimited(source: string, at: number, end: number): boolean {
  const open = source.lastIndexOf('{{', at);
  const close = source.indexOf('}}', end);
  const before = withoutBlocks(source.slice(0, Math.max(0, open)));
  const after = withoutBlocks(source.slice(close < 0 ? end : close + 2).replace(/^\}/, '')).trimStart();
  if (before.trim() === '' && after === '') return true;
  return (opening.test(before.trimEnd()) && closing.test(after)) || isEnclosed(before, after);
}

/** Inside an element such as `<ticket>` with other lines around it, or inside a fenced block. */
function isEnclosed(before: string, after: string): boolean {
  const tags = before.matchAll(/<(\/?)([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>/g);
  const depths = new Map<string, number>();
  for (const [, slash, name = ''] of tags) depths.set(name, (depths.get(name) ?? 0) + (slash ? -1 : 1));
  if ([...depths].some(([name, depth]) => depth > 0 && after.includes(`</${name}`))) return true;
  return fences.some(
    (fence) => (before.match(fence)?.length ?? 0) % 2 === 1 && (after.match(fence)?.length ?? 0) > 0,
  );
}

/** Lines that open a block, and close it. */
const fences = [
  /^[ \t]*(?:```|~~~)/gm,
  /^[ \t]*(?:"""|''')/gm,
  /^[ \t]*(?:-{3,}|={3,}|\*{3,}|#{3,})[ \t]*$/gm,
];

/** Conditions and loops print nothing themselves; other variables are text. */
const withoutBlocks = (source: string): string => withoutTags(source, /\{\{~?(?:[#/^!]|else)/);
