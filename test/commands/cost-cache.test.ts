import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSides, openCostPrompts } from '../../src/commands/cost-prompts.ts';
import type { CostGround } from '../../src/commands/cost-side.ts';
import { readTraffic } from '../../src/commands/cost-traffic.ts';
import type { CacheStore } from '../../src/commands/prompt-cache.ts';
import { estimateAlternatives } from '../../src/cost/alternatives.ts';
import { estimatePrompt } from '../../src/cost/prompt-cost.ts';
import { createTrafficFinder } from '../../src/cost/prompt-traffic.ts';
import { PromptopsError } from '../../src/errors.ts';
import { loadPrices } from '../../src/meter/prices.ts';
import { openLayout } from '../../src/model/project.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { formatRecording } from '../../src/recordings/format.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { soaked } from '../helpers/soak.ts';
import { type Files, firstOf, randomEdits, withEdits } from './edited-files.ts';
import { memoryStore } from './memory-store.ts';

type Wish = {
  readonly select: readonly string[];
  readonly models: readonly string[];
  readonly inDetail: boolean;
};

const plain: Wish = { select: [], models: [], inDetail: false };

/** All that a report is made of, and what a base would be counted by; or why there is none. */
async function costs(
  snapshot: Snapshot,
  store: CacheStore | null,
  { select, models, inDetail }: Wish = plain,
) {
  try {
    const project = await openLayout(snapshot, select);
    const prompts = await openCostPrompts(project, snapshot, store);
    const traffic = await readTraffic(project, snapshot);
    const ground: CostGround = {
      project,
      snapshot: prompts.snapshot,
      prices: await loadPrices(),
      traffic: createTrafficFinder(traffic, { scenario: null, cacheHitRate: null, batchShare: null }),
      inDetail,
      exact: null,
      calibrations: new Map(),
    };
    const heads = await loadSides(prompts, ground, (also) => (models.length > 0 ? models : also));
    const shown = [];
    for (const { side, also, aliases } of heads)
      shown.push({
        cost: await estimatePrompt({ head: side }),
        others: await estimateAlternatives(side, models.length > 0 ? models : also),
        // Of a base, something may be asked that nobody has measured yet.
        unforeseen: await side.measure('openai/gpt-4o', side.locales[0] ?? null),
        observed: (await ground.calibrations.get(side.id)?.())?.requests(side.model, null),
        rest: [aliases, side.budgets, await side.modelPlace(), side.priceOf(side.model)],
      });
    return shown;
  } catch (error) {
    if (!(error instanceof PromptopsError)) throw error;
    return { code: error.code, message: error.message, details: error.details };
  }
}

const prompt = (more: string, model = 'openai/gpt-4.1-mini') =>
  `promptops: 1\nmodel: { id: ${model}, also: [openai/gpt-4o-mini] }\n${more}`;
const says = (content: string) => `messages: [{ role: user, content: "${content}" }]\n`;
const test = (more: string) =>
  `promptops: 1\ndefaultTest: { assert: [{ type: contains, value: ok }] }\ntests:\n  - ${more}\n`;

const recording = (tokens: number, tools: string | null = null) =>
  formatRecording({
    recording: 1,
    prompt: 'b',
    case: 'one',
    interactions: [
      {
        slot: { role: 'target', model: 'local/m', repeat: 0 },
        key: `sha256:${'0'.repeat(64)}`,
        request: {
          messages: [{ role: 'user', content: [{ type: 'text', text: 'How are you today?' }] }],
          params: {},
          tools,
          toolChoice: null,
          output: { format: 'text', schema: null },
        },
        completion: {
          text: 'Fine.',
          toolCalls: [],
          finish: { reason: 'stop', raw: null },
          model: null,
          usage: {
            input: { total: tokens, cacheRead: 0, cacheWrite: 0 },
            output: { total: tokens * 3, reasoning: 0 },
          },
          timing: { firstTokenMs: null, totalMs: 1 },
          warnings: [],
          origin: 'live',
          replayed: false,
        },
        recordedAt: '2026-11-24T12:00:00Z',
      },
    ],
  });

const variants: Readonly<Record<string, readonly string[]>> = {
  'promptops.yaml': [
    'promptops: 1\nproviders: { local: { kind: openai-compatible, baseURL: "https://llm.example.com/v1" } }\n',
    'promptops: 1\nproviders: { local: { kind: openai-compatible, baseURL: "https://llm.example.com/v1", price: { input: 1, output: 2 } } }\n',
    'promptops: 1\npartials: other\nproviders: { local: { kind: openai-compatible, baseURL: "https://llm.example.com/v1" } }\n',
  ],
  'promptops.prices.yaml': [
    'promptops: 1\nunit: million tokens\nmodels: { local/m: { input: 1, output: 2 } }\n',
  ],
  'promptops.traffic.yaml': [
    'promptops: 1\nprompts: { a: { callsPerDay: 5 } }\n',
    'promptops: 1\nprompts: { "*": { callsPerDay: 5, markets: { de: 1 } } }\n',
    'promptops: 1\nprompts: { "*": { callsPerDay: 5, vars: { text: { tokens: 50 } } } }\n',
  ],
  'partials/tone.hbs': ['Be brief.', 'Be {{> word}}, and say why.'],
  'partials/word.hbs': ['kind', 'as kind as can be'],
  'other/tone.hbs': ['Be loud.'],
  'tools/look.tool.yaml': [
    'promptops: 1\nname: look\ndescription: Looks.\nparameters: { type: object, properties: {} }\n',
    'promptops: 1\nname: look\ndescription: Looks around.\nparameters: { type: object, properties: { at: { type: string } } }\n',
  ],
  'data/rows.jsonl': [
    '{"id":"a","text":"b"}\n',
    '{"id":"a","text":"b c d"}\n{"id":"b","text":"e"}\n',
    'no json\n',
  ],
  'data/note.txt': ['A note.', 'A longer note, for all who read notes.'],
  'prompts/a.prompt.yaml': [
    prompt(`inputs: { text: { type: string } }\n${says('{{> tone}} {{text}}')}`),
    prompt(`tools: [../tools/look.tool.yaml]\ninputs: { text: { type: string } }\n${says('{{text}}')}`),
    prompt(`datasets: { rows: ../data/rows.jsonl }\ninputs: { text: { type: string } }\n${says('{{text}}')}`),
    prompt(`aliases: [c, old]\nlocales: { de: { ${says('Hallo').trim()} } }\n${says('Hello')}`),
    prompt('messages: [\n'),
  ],
  'prompts/a.test.yaml': [
    test('{ id: one, vars: { text: Hi } }'),
    test('{ id: two, vars: { text: { file: ../data/note.txt } } }'),
    test('{ dataset: rows, vars: { text: "{{row.text}}" } }'),
  ],
  'prompts/b.prompt.yaml': [
    prompt(says('{{> tone}}'), 'local/m'),
    prompt(`budgets: { costUsd: 1 }\n${says('{{> tone}} {{> tone}}')}`, 'local/m'),
  ],
  'prompts/c.prompt.yaml': [prompt(says('{{> word}}'))],
  'prompts/__recordings__/b/one.json': [recording(12), recording(40), recording(40, 'sha256:1'), '{'],
};

const wish = fc.record({
  select: fc.constantFrom([], [], ['a'], ['b', 'c']),
  models: fc.constantFrom([], [], ['openai/gpt-4o']),
  inDetail: fc.boolean(),
});
const steps = fc.array(fc.tuple(randomEdits(variants), fc.option(wish, { freq: 3 })), {
  minLength: 2,
  maxLength: 8,
});

describe('cost with a cache', () => {
  it('says what it says without one, whatever is edited', async () => {
    let priced = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const store = memoryStore();
        let files = firstOf(variants);
        let at = plain;
        for (const [edits, next] of taken) {
          files = withEdits(files, edits);
          at = next ?? at;
          const kept = await costs(snapshotOf(files), store, at);
          expect(kept).toEqual(await costs(snapshotOf(files), null, at));
          if (Array.isArray(kept)) priced += kept.length;
        }
      }),
      { numRuns: soaked(20) },
    );
    // Faults stop the whole project: edits must not make them all the time.
    expect(priced).toBeGreaterThan(10);
  });
});

/** Files of prompts, partials, tests, recordings and data that are read. */
async function readsOf(files: Files, store: CacheStore, at: Wish = plain): Promise<readonly string[]> {
  const snapshot = snapshotOf(files);
  const project = await openLayout(snapshot, at.select);
  const prompts = await openCostPrompts(project, snapshot, store);
  const traffic = createTrafficFinder(await readTraffic(project, snapshot), {
    scenario: null,
    cacheHitRate: null,
    batchShare: null,
  });
  const prices = await loadPrices();
  const from = { project, snapshot: prompts.snapshot, prices, traffic, exact: null, calibrations: new Map() };
  const heads = await loadSides(prompts, { ...from, inDetail: at.inDetail }, () => at.models);
  for (const { side } of heads) await estimatePrompt({ head: side });
  return [...new Set(snapshot.reads.flat())].filter((path) => !path.startsWith('promptops.')).sort();
}

describe('what is measured again', () => {
  const [a, tests, b] = ['prompts/a.prompt.yaml', 'prompts/a.test.yaml', 'prompts/b.prompt.yaml'];
  const [tone, note, recorded] = ['partials/tone.hbs', 'data/note.txt', 'prompts/__recordings__/b/one.json'];
  const files: Files = {
    'promptops.yaml': variants['promptops.yaml']?.[0] ?? '',
    [tone]: 'Be brief.',
    [note]: 'A note.',
    [a]: prompt(`inputs: { text: { type: string } }\n${says('{{text}}')}`),
    [tests]: test('{ id: two, vars: { text: { file: ../data/note.txt } } }'),
    [b]: prompt(says('{{> tone}}'), 'local/m'),
    [recorded]: recording(12),
  };
  const all = [note, tone, recorded, a, tests, b];
  const edited = (path: string, content: string) => ({ ...files, [path]: content });
  const sizes = 'promptops: 1\nprompts: { a: { callsPerDay: 5, vars: { text: { tokens: 50 } } } }\n';

  it.each<[string, Files, Partial<Wish>, readonly string[]]>([
    ['nothing, where nothing changed', files, {}, []],
    ['an edited prompt', edited(a, `${files[a]}# More.\n`), {}, [note, a, tests]],
    ['a prompt whose case reads another text', edited(note, 'A longer note.'), {}, [note, a, tests]],
    ['the prompts of an edited partial', edited(tone, 'Be long.'), {}, [tone, recorded, b]],
    ['a prompt that was recorded again', edited(recorded, recording(40)), {}, [tone, recorded, b]],
    [
      'nothing under another traffic',
      edited('promptops.traffic.yaml', 'promptops: 1\nprompts: { a: { callsPerDay: 5 } }\n'),
      {},
      [],
    ],
    [
      'a prompt whose variables are given sizes',
      edited('promptops.traffic.yaml', sizes),
      {},
      [note, a, tests],
    ],
    ['everything on another model', files, { models: ['openai/gpt-4o'] }, all],
    ['everything under another config', edited('promptops.yaml', `${files['promptops.yaml']}# x\n`), {}, all],
  ])('%s', async (_what, next, at, expected) => {
    const store = memoryStore();
    expect(await readsOf(files, store)).toEqual(all);
    expect(await readsOf(next, store, { ...plain, ...at })).toEqual(expected);
    expect(await readsOf(next, store, { ...plain, ...at })).toEqual([]);
  });
});
