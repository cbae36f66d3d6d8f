import type { PromptFile, TemplateSite } from '../../model/prompt-file.ts';
import { recordOf } from '../../model/shape.ts';
import type { Rule } from '../rule.ts';
import { withoutTags } from '../tags.ts';
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
      // A constant, and a variable that is woven into all of the text: nothing to move.
      `inputs:\n  root: { type: string, default: docs }\n  who: { type: string }\nmessages:\n  - role: system\n    content: |\n      Read {{root}}/rules.\n      ${`${'Answer from the handbook. '.repeat(80)}{{who}}`.repeat(2)}\n  - { role: user, content: Go. }`,
    ],
    bad: [
      `inputs: { day: { type: string } }\nmessages:\n  - role: system\n    content: |\n      Today is {{day}}.\n      ${'Answer from the handbook. '.repeat(170)}\n  - { role: user, content: Go. }`,
    ],
  },
  *check({ prompt }) {
    if (!prompt?.prompt) return;
    const { first, before, length } = longestRun(prompt);
    if (!first || length < worthCaching || before >= length / 4) return;
    yield {
      at: first.site.place(first.use.at, first.use.end),
      message: `"${first.use.input}" stands before ${length} characters of static text, which no provider can cache.`,
      detail: first.use.input,
    };
  },
};

type Run = {
  /** The first variable of the prompt; null: there is none. */
  readonly first: { readonly site: TemplateSite; readonly use: Use } | null;
  /** Static characters before the run. */
  readonly before: number;
  readonly length: number;
};

/** The longest static text behind the first variable that no other variable interrupts. */
function longestRun(prompt: PromptFile): Run {
  let longest: Run = { first: null, before: 0, length: 0 };
  let first: Run['first'] = null;
  let before = 0;
  let length = 0;
  const end = () => {
    if (first && length > longest.length) longest = { first, before, length };
    before += length;
    length = 0;
  };
  for (const { site, uses } of movableUses(prompt)) {
    let from = 0;
    for (const use of uses) {
      length += staticLength(site.source.slice(from, use.at));
      end();
      first ??= { site, use };
      from = Math.max(from, use.end);
    }
    length += staticLength(site.source.slice(from));
  }
  end();
  return longest;
}

/** Every message with the uses that could stand elsewhere: what is printed again and again is woven into the text. */
function movableUses(prompt: PromptFile): readonly { site: TemplateSite; uses: readonly Use[] }[] {
  const sites = prompt.templates.filter(({ message, overlay }) => message !== null && overlay === null);
  const found = sites.map((site) => ({
    site,
    uses: usesOfSite(site, prompt).filter((use) => varies(use, prompt)),
  }));
  const counts = new Map<string, number>();
  for (const { input } of found.flatMap(({ uses }) => uses)) counts.set(input, (counts.get(input) ?? 0) + 1);
  return found.map(({ site, uses }) => ({
    site,
    uses: uses.filter(({ input }) => (counts.get(input) ?? 0) < 3),
  }));
}

/** Values that are mostly the same, or one of a few, leave the start of the prompt cached for each of them. */
function varies({ input, how }: Use, { prompt }: PromptFile): boolean {
  const declared = prompt?.inputs[input];
  if (how === 'tested' || declared?.default !== undefined) return false;
  const schema = recordOf(declared?.schema);
  return !schema || !(schema['type'] === 'boolean' || 'enum' in schema || 'const' in schema);
}

const staticLength = (source: string): number => withoutTags(source, /\{\{/).length;
