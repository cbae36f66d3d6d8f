import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadBothSides } from '../../src/commands/both-sides.ts';
import { compareSides } from '../../src/commands/diff.ts';
import { openPairs } from '../../src/commands/diff-pairs.ts';
import type { CacheStore } from '../../src/commands/prompt-cache.ts';
import { type MemorySnapshot, snapshotOf } from '../helpers/snapshot.ts';
import { soaked } from '../helpers/soak.ts';
import { contextAt } from './command-context.ts';
import { type Files, firstOf, randomEdits, withEdits } from './edited-files.ts';
import { memoryStore } from './memory-store.ts';

type Sides = { readonly before: Files; readonly after: Files };

/** Files that differ, as git would list them. */
const changedIn = ({ before, after }: Sides): ReadonlySet<string> =>
  new Set(
    [...Object.keys(before), ...Object.keys(after)].filter((path) => before[path] !== after[path]).sort(),
  );

const firstDay = '2026-11-24';

async function diffOf(
  base: MemorySnapshot,
  head: MemorySnapshot,
  paths: ReadonlySet<string>,
  { store, day }: { readonly store: CacheStore | null; readonly day: string },
) {
  const context = { ...contextAt('/', {}), now: () => new Date(`${day}T12:00:00Z`) };
  const pairs = store && (await openPairs(base, head, paths, { store, today: day }));
  const [old, now] = pairs
    ? [pairs.base.project, pairs.head.project]
    : await loadBothSides(base, head, { base: null, paths });
  const compared = {
    root: { root: '/', boundary: '/', repository: null, prefix: '' },
    comparison: { base: { nothing: true }, baseName: 'old', head: null, headName: 'new', notes: [] },
    base: pairs?.base ?? { snapshot: base, project: old },
    head: pairs?.head ?? { snapshot: head, project: now },
    changed: paths,
    source: Promise.resolve({ repository: null, head: null, dirty: null, base: null }),
    pairs,
  } as const;
  const report = await compareSides(compared, { gates: now.config.gates }, context);
  return { report, known: pairs?.known.map(({ path }) => path).sort() ?? null };
}

const compare = (sides: Sides, store: CacheStore | null, day = firstDay) =>
  diffOf(snapshotOf(sides.before), snapshotOf(sides.after), changedIn(sides), { store, day });

const prompt = (more: string) => `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n${more}`;
const says = (content: string) => `messages: [{ role: user, content: "${content}" }]\n`;
const asks = 'inputs: { text: { type: string } }\n';
const entry = (more: string) => `promptops: 1\ntests:\n  - ${more}\n`;
const hello = entry('{ id: one, vars: { text: Hi }, assert: [{ type: contains, value: Hi }] }');

/** What each file may hold; it may also be missing. */
const variants: Readonly<Record<string, readonly string[]>> = {
  'promptops.yaml': ['promptops: 1\n', 'promptops: 1\ngates: [{ diff: breaking }]\npartials: other\n'],
  'promptops.prices.yaml': [
    'promptops: 1\nmodels: { openai/gpt-4.1-mini: { input: 1, output: 2 } }\n',
    'models: 1\n',
  ],
  'promptops.traffic.yaml': ['promptops: 1\nprompts: { "**": { callsPerDay: 1000 } }\n'],
  'partials/tone.hbs': ['Be brief.', 'Be {{> word}}.', 'Be {{#if'],
  'partials/word.hbs': ['kind', 'loud'],
  'data/rows.jsonl': ['{"id":"a","text":"b"}\n', '{"id":"a","text":"c"}\n'],
  'data/note.txt': ['A note.', 'Another note.'],
  'prompts/a.prompt.yaml': [
    prompt(`${asks}${says('{{> tone}} {{text}}')}`),
    prompt(`# The same\n${asks}${says('{{> tone}} {{text}}')}`),
    prompt(`${asks}cache: true\n${says('{{> tine}} {{text}}')}`),
    prompt(`aliases: [b, old]\n${asks}${says('Say {{text}}')}`),
    prompt(`datasets: { rows: ../data/rows.jsonl }\n${asks}${says('Read {{text}}')}`),
    `promptops: 1\nmodel: { id: anthropic/claude-sonnet-4-5 }\nmetadata: { status: draft }\n${says('Hi')}`,
    prompt('messages: [\n'),
  ],
  'prompts/a.test.yaml': [
    hello,
    entry('{ id: two, vars: { text: { file: ../data/note.txt } }, assert: [{ type: contains, value: b }] }'),
    entry('{ id: two, vars: { text: { file: ../data/none.txt } }, assert: [{ type: contains, value: b }] }'),
    entry('{ dataset: rows, vars: { text: "{{row.text}}" }, assert: [{ type: contains, value: b }] }'),
    'tests: {{\n',
  ],
  'prompts/b.prompt.yaml': [
    prompt(`${asks}${says('Answer {{text}}')}`),
    prompt(
      `${asks}messages:\n  - { role: system, content: "Be {{> word}}", cache: true }\n  - { role: user, content: "{{text}}" }\n`,
    ),
    prompt(`inputs: { word: { type: string } }\n${says('Answer {{word}}')}`),
    prompt(`metadata: { status: deprecated, sunset: 2026-11-25 }\n${asks}${says('Answer {{text}}')}`),
  ],
  'prompts/b.test.yaml': [
    hello,
    entry('{ id: three, vars: { text: Hello }, assert: [{ type: contains, value: b }] }'),
  ],
  'prompts/c.prompt.yaml': [
    prompt(`${asks}${says('Sing {{text}}')}`),
    prompt(`${asks}${says('Hum {{text}}')}`),
  ],
  'prompts/c.test.yaml': [hello],
  'prompts/d.prompt.yaml': [prompt(`aliases: [c]\n${asks}${says('Sing {{text}}')}`)],
  'prompts/d.test.yaml': [hello],
  'prompts/__recordings__/a/one.json': ['{}', '{"interactions": []}'],
};

/** Edits of what stands now, rarely of what is compared with or of what prompts share, and now and then another day. */
const steps = fc.array(
  fc.record({
    before: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: randomEdits(variants) },
    ),
    after: randomEdits(variants),
    isShared: fc.oneof(
      { weight: 3, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    day: fc.constantFrom(firstDay, firstDay, firstDay, '2026-11-30'),
  }),
  { minLength: 3, maxLength: 10 },
);

/** Three prompts that changed. */
const edited = (files: Files): Files => ({
  ...files,
  ...Object.fromEntries(
    ['a', 'b', 'c'].map((id) => [
      `prompts/${id}.prompt.yaml`,
      prompt(`${asks}${says(`Whisper ${id}: {{text}}`)}`),
    ]),
  ),
});

const shared = Object.keys(variants).filter((path) => !path.startsWith('prompts/'));

const withSharedOf = (base: Files, files: Files): Files => ({
  ...Object.fromEntries(Object.entries(files).filter(([path]) => !shared.includes(path))),
  ...Object.fromEntries(Object.entries(base).filter(([path]) => shared.includes(path))),
});

describe('diff with a cache', () => {
  it('finds what it finds without one, whatever is edited', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const store = memoryStore();
        let before = firstOf(variants);
        let after = edited(before);
        for (const step of taken) {
          before = withEdits(before, step.before);
          after = withEdits(after, step.after);
          if (!step.isShared) after = withSharedOf(before, after);
          const sides = { before, after };
          const [kept, anew] = [await compare(sides, store, step.day), await compare(sides, null, step.day)];
          expect(JSON.stringify(kept.report)).toBe(JSON.stringify(anew.report));
          found += kept.known?.length ?? 0;
        }
      }),
      { numRuns: soaked(40) },
    );
    expect(found).toBeGreaterThan(20);
  });
});

describe('what is compared again', () => {
  const cached = (text: string) =>
    prompt(
      `${asks}messages:\n  - { role: system, content: "${text}", cache: true }\n  - { role: user, content: "{{text}}" }\n`,
    );
  const before: Files = {
    'promptops.yaml': 'promptops: 1\n',
    'promptops.prices.yaml': 'promptops: 1\nmodels: { openai/gpt-4.1-mini: { input: 1, output: 2 } }\n',
    'partials/tone.hbs': 'Be brief.',
    ...Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [`prompts/${id}.test.yaml`, hello])),
    'prompts/a.prompt.yaml': prompt(`${asks}${says('{{> tone}} {{text}}')}`),
    'prompts/b.prompt.yaml': prompt(`${asks}${says('Answer {{text}}')}`),
    'prompts/c.prompt.yaml': prompt(`${asks}${says('Sing {{text}}')}`),
    'prompts/d.prompt.yaml': cached('Never leave.'),
    'prompts/__recordings__/b/one.json': '{}',
  };
  const after: Files = {
    ...before,
    'prompts/a.prompt.yaml': prompt(`${asks}${says('{{> tone}} Say {{text}}')}`),
    'prompts/b.prompt.yaml': prompt(`# The same\n${asks}${says('Answer {{text}}')}`),
    'prompts/c.test.yaml': entry(
      '{ id: other, vars: { text: Bye }, assert: [{ type: contains, value: b }] }',
    ),
    'prompts/__recordings__/b/one.json': '{"interactions": []}',
  };
  const all = ['a', 'b', 'c'];
  const everywhere = (path: string, content: string): Sides => ({
    before: { ...before, [path]: content },
    after: { ...after, [path]: content },
  });
  const here = (path: string, content: string | null): Sides => ({
    before,
    after: withEdits(after, [[path, content]]),
  });
  const prices = 'promptops: 1\nmodels: { openai/gpt-4.1-mini: { input: 3, output: 4 } }\n';

  it.each<[string, Sides, readonly string[]]>([
    ['nothing, where nothing changed', { before, after }, all],
    ['a prompt edited once more', here('prompts/a.prompt.yaml', prompt(says('Bye'))), ['b', 'c']],
    [
      'a prompt whose tests were edited',
      here('prompts/c.test.yaml', hello.replace('one', 'two')),
      ['a', 'b'],
    ],
    ['a prompt whose recording is gone', here('prompts/__recordings__/b/one.json', null), ['a', 'c']],
    ['a prompt whose recording is as it was', here('prompts/__recordings__/b/one.json', '{}'), ['a', 'c']],
    ['a prompt beside the others', here('prompts/d.prompt.yaml', cached('Stay.')), all],
    [
      'the prompts of a partial that both sides have anew',
      everywhere('partials/tone.hbs', 'Be long.'),
      ['b', 'c'],
    ],
    [
      'a prompt whose base is another',
      { before: { ...before, 'prompts/a.prompt.yaml': prompt(says('Hello')) }, after },
      ['b', 'c'],
    ],
    ['everything under another config', everywhere('promptops.yaml', 'promptops: 1\npartials: p\n'), []],
    ['everything at other prices', everywhere('promptops.prices.yaml', prices), []],
    ['everything at other prices of one side', here('promptops.prices.yaml', prices), []],
    [
      'everything at other prices of the base',
      { before: { ...before, 'promptops.prices.yaml': prices }, after },
      [],
    ],
  ])('%s', async (_what, next, expected) => {
    const store = memoryStore();
    expect(await compare({ before, after }, store)).toMatchObject({ known: [] });
    const again = await compare(next, store);
    expect(again.known).toEqual(expected.map((id) => `prompts/${id}.prompt.yaml`));
    expect(again.report).toEqual((await compare(next, null)).report);
  });

  it('what a known prompt is made of is not read', async () => {
    const store = memoryStore();
    await compare({ before, after }, store);
    const next = withEdits(after, [['prompts/c.prompt.yaml', prompt(`${asks}${says('Hum {{text}}')}`)]]);
    const [base, head] = [snapshotOf(before), snapshotOf(next)];
    await diffOf(base, head, changedIn({ before, after: next }), { store, day: firstDay });
    const read = new Set(
      [...base.reads, ...head.reads]
        .flat()
        .filter((path) => path.startsWith('p/') || /^(prompts|partials)\//.test(path)),
    );
    expect([...read].sort()).toEqual(['prompts/c.prompt.yaml', 'prompts/c.test.yaml']);
  });

  it('nothing is known on another day, to another program, or of a shared file that changed', async () => {
    const store = memoryStore();
    await compare({ before, after }, store);
    expect((await compare({ before, after }, store, '2026-11-30')).known).toEqual([]);
    expect((await compare({ before, after }, { ...store, program: 'two' })).known).toEqual([]);
    expect((await compare(here('partials/tone.hbs', 'Be long.'), store)).known).toBeNull();
  });

  it('a broken prefix is priced anew, at the traffic of today', async () => {
    const store = memoryStore();
    const broken = { before, after: { ...after, 'prompts/d.prompt.yaml': cached('{{text}} Stay.') } };
    await compare(broken, store);
    const traffic = { 'promptops.traffic.yaml': 'promptops: 1\nprompts: { d: { callsPerDay: 1000 } }\n' };
    const next = { before, after: { ...broken.after, ...traffic } };
    const again = await compare(next, store);
    expect(again.known).toEqual(all.map((id) => `prompts/${id}.prompt.yaml`));
    expect(again.report).toEqual((await compare(next, null)).report);
    expect(JSON.stringify(again.report)).toContain('prefix');
  });
});
