import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LintedProject, lintProject } from '../../src/commands/lint-project.ts';
import type { CacheStore } from '../../src/commands/prompt-cache.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { soaked } from '../helpers/soak.ts';
import { contextAt } from './command-context.ts';
import { type Files, firstOf, randomEdits, withEdits } from './edited-files.ts';
import { memoryStore } from './memory-store.ts';

type Moment = { readonly day: string; readonly ci: boolean; readonly select: readonly string[] };

const now: Moment = { day: '2026-11-24', ci: false, select: [] };

const lint = (snapshot: Snapshot, store: CacheStore | null, { day, ci, select }: Moment = now) => {
  const context = { ...contextAt('/', ci ? { CI: 'true' } : {}), now: () => new Date(`${day}T12:00:00Z`) };
  return lintProject(snapshot, { select, changes: null }, context, { store, apart: null, pack: null });
};

/** All that a report is made of. */
const shown = ({ findings, prompts }: LintedProject) => ({
  findings,
  prompts: prompts.map(({ path, testPath, cases }) => ({ path, testPath, cases })),
});

const prompt = (more: string) => `promptops: 1\nmodel: { id: openai/gpt-4.1-mini }\n${more}`;
const says = (content: string) => `messages: [{ role: user, content: "${content}" }]\n`;
const entry = (more: string) => `promptops: 1\ntests:\n  - ${more}\n`;

/** What each file may hold; it may also be missing. */
const variants: Readonly<Record<string, readonly string[]>> = {
  'promptops.yaml': [
    'promptops: 1\n',
    'promptops: 1\nlint: { extends: strict }\n',
    'promptops: 1\nlint: { overrides: [{ files: ["prompts/a*"], rules: { tests/none: off } }] }\n',
    'promptops: 1\npartials: other\nproviders: { local: { kind: openai-compatible, baseURL: "http://x" } }\n',
  ],
  'promptops.prices.yaml': ['promptops: 1\nmodels: { local/m: { input: 1, output: 2 } }\n', 'models: 1\n'],
  'partials/tone.hbs': ['Be brief.', 'Be {{> word}}, write to ada.lovelace@gmail.com.', 'Be {{#if'],
  'partials/word.hbs': ['kind', '{{mood}}'],
  'partials/tune.hbs': ['Sing.'],
  'other/tone.hbs': ['Be loud.'],
  'tools/look.tool.yaml': [
    'promptops: 1\nname: look\ndescription: Looks.\nparameters: { type: object, properties: {} }\n',
    'promptops: 1\nname: look\nparameters: { type: objekt }\n',
  ],
  'data/rows.jsonl': ['{"id":"a","text":"b"}\n', '{"id":"a","text":5}\n{"id":"a"}\n', 'no json\n'],
  'data/note.txt': ['A note.', 'A \u202enote of ada.lovelace@gmail.com.'],
  'prompts/a.prompt.yaml': [
    prompt(`description: Asks.\n${says('{{> tone}}')}`),
    prompt(`aliases: [b, old]\n${says('{{> tine}} {{> word}}')}`),
    prompt(`tools: [../tools/look.tool.yaml]\ninputs: { text: { type: string } }\n${says('{{text}}')}`),
    prompt(`datasets: { rows: ../data/rows.jsonl }\ninputs: { text: { type: string } }\n${says('{{text}}')}`),
    `promptops: 1\nmodel: { id: anthropic/claude-sonnet-4-5 }\nmetadata: { sunset: 2026-11-25 }\n${says('Hi')}`,
    prompt('messages: [\n'),
  ],
  'prompts/a.test.yaml': [
    entry('{ id: one, vars: { text: Hi }, assert: [{ type: contains, value: Hi }] }'),
    entry('{ id: two, vars: { text: { file: ../data/note.txt } }, only: true }'),
    entry('{ id: two, vars: { text: { file: ../partials/tone.hbs } }, assert: [{ type: contain }] }'),
    entry('{ dataset: rows, vars: { text: "{{row.text}}" }, assert: [{ type: contains, value: b }] }'),
    'tests: {{\n',
  ],
  'prompts/b.prompt.yaml': [
    prompt(says('{{> tone}}')),
    prompt(`aliases: [c]\n${says('{{> tone}} {{> tone}}')}`),
  ],
  'prompts/B.prompt.yaml': [prompt(says('Hello'))],
  'prompts/c.prompt.yaml': [
    prompt(`# promptops-disable-next-line tests/none -- later\n${says('{{> word}}')}`),
    `promptops: 1\nmodel: { id: local/m }\n${says('{{> tone}}')}`,
  ],
  'prompts/apart.test.yaml': [
    'promptops: 1\nprompt: ./c.prompt.yaml\ntests: []\n',
    'promptops: 1\nprompt: ./b.prompt.yaml\ntests: []\n',
  ],
  'prompts/__recordings__/a/one.json': ['{', `{"interactions": ["ghp_${'a1B2'.repeat(9)}"]}`],
  'prompts/__recordings__/gone/one.json': ['{}'],
};

const moment = fc.record({
  day: fc.constantFrom('2026-11-24', '2026-11-26', '2026-12-01'),
  ci: fc.boolean(),
  select: fc.constantFrom([], [], ['a'], ['b', 'c']),
});
/** Edits, and now and then another day or another wish. */
const steps = fc.array(fc.tuple(randomEdits(variants), fc.option(moment, { freq: 4 })), {
  minLength: 2,
  maxLength: 8,
});

describe('lint with a cache', () => {
  it('finds what it finds without one, whatever is edited', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const store = memoryStore();
        let files = firstOf(variants);
        let at = now;
        for (const [edits, next] of taken) {
          files = withEdits(files, edits);
          at = next ?? at;
          const selected = { ...at, select: at.select.filter((id) => files[`prompts/${id}.prompt.yaml`]) };
          const [kept, anew] = [
            await lint(snapshotOf(files), store, selected),
            await lint(snapshotOf(files), null, selected),
          ];
          expect(shown(kept)).toEqual(shown(anew));
        }
      }),
      { numRuns: soaked(20) },
    );
  });
});

/** Contents that were read, by path. */
async function readsOf(files: Files, store: CacheStore, at: Moment = now): Promise<readonly string[]> {
  const snapshot = snapshotOf(files);
  await lint(snapshot, store, at);
  return [...new Set(snapshot.reads.flat())].filter((path) => !path.startsWith('promptops.')).sort();
}

describe('what is linted again', () => {
  const files: Files = {
    'partials/tone.hbs': 'Be brief.',
    'prompts/a.prompt.yaml': prompt(says('{{> tone}}')),
    'prompts/b.prompt.yaml': prompt(says('Hello')),
    'prompts/c.prompt.yaml': prompt(`aliases: [old]\n${says('Hi')}`),
    'prompts/e.prompt.yaml': prompt(says('{{> tine}}')),
    'prompts/__recordings__/b/one.json': '{}',
  };
  const [a, b, c, e] = ['a', 'b', 'c', 'e'].map((id) => `prompts/${id}.prompt.yaml`);
  const [missing, recording] = ['partials/tine.hbs', 'prompts/__recordings__/b/one.json'];
  const all = [missing, 'partials/tone.hbs', recording, a, b, c, e];
  const edited = (path: string, content: string) => ({ ...files, [path]: content });

  it.each<[string, Files, Partial<Moment>, readonly (string | undefined)[]]>([
    ['nothing, where nothing changed', files, {}, []],
    ['an edited prompt', edited('prompts/c.prompt.yaml', prompt(says('Bye'))), {}, [c]],
    [
      'the prompts of an edited partial',
      edited('partials/tone.hbs', 'Be long.'),
      {},
      ['partials/tone.hbs', a],
    ],
    [
      'a prompt whose recording changed',
      edited('prompts/__recordings__/b/one.json', '{'),
      {},
      [recording, b],
    ],
    [
      'a prompt that got tests',
      edited('prompts/a.test.yaml', 'tests: []\n'),
      {},
      ['partials/tone.hbs', a, 'prompts/a.test.yaml'],
    ],
    [
      'what looks around, where there is a new prompt',
      edited('prompts/d.prompt.yaml', prompt(says('Hi'))),
      {},
      [missing, c, 'prompts/d.prompt.yaml', e],
    ],
    [
      'what looks around, where there is a new partial',
      edited('partials/tune.hbs', 'Sing.'),
      {},
      [missing, c, e],
    ],
    [
      'everything under another config',
      edited('promptops.yaml', 'promptops: 1\nlint: { extends: strict }\n'),
      {},
      all,
    ],
    [
      'everything under other prices',
      edited('promptops.prices.yaml', 'promptops: 1\nmodels: { local/m: { input: 1, output: 2 } }\n'),
      {},
      all,
    ],
    ['everything on another day', files, { day: '2026-11-25' }, all],
    ['everything in CI', files, { ci: true }, all],
  ])('%s', async (_what, next, at, expected) => {
    const store = memoryStore();
    expect(await readsOf(files, store)).toEqual(all);
    expect(await readsOf(next, store, { ...now, ...at })).toEqual(expected);
    expect(await readsOf(next, store, { ...now, ...at })).toEqual([]);
  });

  it('everything by another program', async () => {
    const store = memoryStore();
    await readsOf(files, store);
    expect(await readsOf(files, { ...store, program: 'two' })).toEqual(all);
  });

  it('keeps what a run for some prompts did not look at, unless it became untrue', async () => {
    const store = memoryStore();
    await readsOf(files, store);
    const next = {
      ...files,
      'partials/tone.hbs': 'Be long.',
      'prompts/b.prompt.yaml': prompt(says('{{> tone}}')),
    };
    expect(await readsOf(next, store, { ...now, select: ['b'] })).toEqual([
      'partials/tone.hbs',
      recording,
      b,
    ]);
    expect(await readsOf(next, store)).toEqual(['partials/tone.hbs', a]);
  });

  it('a file that changed while it was read', async () => {
    const store = memoryStore();
    const snapshot = snapshotOf(files);
    let asked = 0;
    const shifting: Snapshot = {
      ...snapshot,
      async read(paths, maxBytes) {
        const found = await snapshot.read(paths, maxBytes);
        if (!paths.includes('partials/tone.hbs')) return found;
        asked += 1;
        return new Map([...found, ['partials/tone.hbs', new TextEncoder().encode(`Be ${asked}.`)]]);
      },
    };
    await lint(shifting, store);
    expect(await readsOf(files, store)).toEqual(['partials/tone.hbs', a]);
  });
});
