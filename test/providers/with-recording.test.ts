import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { type ModelCall, type Provider, providerError } from '../../src/evals/provider.ts';
import type { ReplayMode } from '../../src/model/config.ts';
import { type RecordingPorts, type Refresh, withRecording } from '../../src/providers/with-recording.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import { requestKey } from '../../src/recordings/key.ts';
import { createRedactor } from '../../src/recordings/redact.ts';
import { memoryCache, memoryStore } from './memory-store.ts';
import { callOf, errorOf, never, user } from './model-call.ts';

const model = 'openai/gpt-4.1-mini';
const secret = 'sk-canary-0123456789';

const answerOf = (text: string, more: Partial<Completion> = {}): Completion => ({
  text,
  toolCalls: [],
  finish: { reason: 'stop', raw: 'stop' },
  model: 'gpt-4.1-mini-2025-04-14',
  usage: { input: { total: 3, cacheRead: 0, cacheWrite: 0 }, output: { total: 2, reasoning: 0 } },
  timing: { firstTokenMs: null, totalMs: 12 },
  warnings: [],
  origin: 'live',
  replayed: false,
  ...more,
});

type Answers = (call: ModelCall, count: number) => Completion;

/** A run in one mode over a store, and how often the provider was made and asked. */
function setting(
  mode: ReplayMode,
  options: { answers?: Answers; connect?: () => Promise<Provider>; ports?: Partial<RecordingPorts> } = {},
) {
  const counts = { connected: 0, asked: 0 };
  const unrecorded: ModelCall[] = [];
  const store = memoryStore();
  const cache = memoryCache();
  const answers = options.answers ?? ((_call, count) => answerOf(`answer ${count}`));
  const provider: Provider = {
    id: model,
    async complete(call) {
      counts.asked += 1;
      return answers(call, counts.asked);
    },
  };
  const ports: RecordingPorts = {
    mode,
    store,
    cache,
    redact: createRedactor([secret]),
    now: () => new Date('2026-11-23T20:41:07Z'),
    onUnrecorded: (call) => unrecorded.push(call),
    ...options.ports,
  };
  const connect = async (): Promise<Provider> => {
    counts.connected += 1;
    return options.connect ? options.connect() : provider;
  };
  const asking = (nextMode: ReplayMode, call: ModelCall) =>
    withRecording(model, connect, { ...ports, mode: nextMode }).complete(call, never);
  return { counts, unrecorded, store, cache, asking, ask: (call: ModelCall) => asking(mode, call) };
}

const call = (more: Partial<ModelCall> = {}, text = 'Hello'): ModelCall =>
  callOf(model, { messages: [user(text)] }, more);
const noKey = () => Promise.reject(new PromptopsError('missing-key', 'The key of "openai" is missing.'));
const modes = ['auto', 'strict', 'record', 'refresh', 'off'] as const;

describe('recorded, key matches', () => {
  it.each(modes)('%s', async (mode) => {
    const run = setting(mode);
    await run.asking('record', call());
    const before = run.store.files.get('support/reply#refund');
    const completion = await run.ask(call());
    const calls = mode === 'refresh' || mode === 'off';
    expect(completion).toMatchObject(
      calls ? { text: 'answer 2', replayed: false } : { text: 'answer 1', replayed: true, origin: 'live' },
    );
    expect(run.counts.asked).toBe(calls ? 2 : 1);
    expect(run.store.files.get('support/reply#refund') === before).toBe(mode !== 'refresh');
    expect(run.cache.entries.size).toBe(0);
    expect(run.unrecorded).toEqual([]);
  });
});

describe.each(['missing', 'stale'] as const)('%s', (what) => {
  const prepared = async (mode: ReplayMode) => {
    const run = setting(mode);
    if (what === 'stale') await run.asking('record', call({}, 'Hello before'));
    return { ...run, asked: run.counts.asked, before: run.store.files.get('support/reply#refund') };
  };

  it('auto: calls, writes the cache only, tells the summary', async () => {
    const run = await prepared('auto');
    expect(await run.ask(call())).toMatchObject({ replayed: false });
    expect(await run.ask(call())).toMatchObject({ replayed: true, origin: 'live' });
    expect(run.counts.asked - run.asked).toBe(1);
    expect(run.store.files.get('support/reply#refund')).toBe(run.before);
    expect(run.cache.entries.size).toBe(1);
    expect(run.unrecorded).toHaveLength(2);
  });

  it('strict: a miss, and no provider is even made', async () => {
    const run = await prepared('strict');
    const connected = run.counts.connected;
    const error = await errorOf(run.ask(call()));
    expect(error).toMatchObject({
      code: 'recording-miss',
      hint: 'Run `promptops test support/reply --case refund --model openai/gpt-4.1-mini --replay record`.',
      details:
        what === 'stale'
          ? [expect.stringMatching(/^messages\[0\]\.content changed/)]
          : ['nothing is recorded for this case'],
    });
    expect(run.counts.connected).toBe(connected);
    expect(run.store.files.get('support/reply#refund')).toBe(run.before);
  });

  it.each(['record', 'refresh'] as const)('%s: calls and writes', async (mode) => {
    const run = await prepared(mode);
    const completion = await run.ask(call());
    expect(completion.replayed).toBe(false);
    const recordedAt = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    expect(completion.key).toMatch(/^sha256:/);
    expect(await run.asking('strict', call())).toEqual({ ...completion, replayed: true, recordedAt });
    expect(run.cache.entries.size).toBe(0);
  });

  it('off: calls, writes nothing', async () => {
    const run = await prepared('off');
    await run.ask(call());
    await run.ask(call());
    expect(run.counts.asked - run.asked).toBe(2);
    expect([run.store.files.get('support/reply#refund'), run.cache.entries.size]).toEqual([run.before, 0]);
  });
});

describe('without a key', () => {
  it('auto: what is recorded replays, the rest is a miss that says why', async () => {
    const run = setting('auto', { connect: noKey });
    const error = await errorOf(run.ask(call()));
    expect(error).toMatchObject({
      code: 'recording-miss',
      details: ['nothing is recorded for this case', 'The key of "openai" is missing.'],
    });
    expect(await errorOf(run.ask(call()))).toMatchObject({ code: 'recording-miss' });
  });

  it.each(['record', 'refresh', 'off'] as const)('%s: the missing key itself', async (mode) => {
    expect(await errorOf(setting(mode, { connect: noKey }).ask(call()))).toMatchObject({
      code: 'missing-key',
    });
  });

  it.each(['auto', 'strict'] as const)('%s: samples and imports replay as what they are', async (mode) => {
    for (const origin of ['sample', 'import'] as const) {
      const run = setting(mode, { connect: noKey });
      const { request, slot } = call();
      await run.store.write({
        recording: 1,
        prompt: 'support/reply',
        case: 'refund',
        interactions: [
          {
            slot,
            key: requestKey(request, 0),
            request: {
              messages: [],
              params: {},
              tools: null,
              toolChoice: null,
              output: { format: 'text', schema: null },
            },
            completion: answerOf('by hand', { origin }),
            recordedAt: '2026-01-01',
          },
        ],
      });
      expect(await run.ask(call())).toMatchObject({ text: 'by hand', origin, replayed: true });
    }
  });
});

describe('slots', () => {
  it('repeats are recorded one by one; one more is a miss', async () => {
    const run = setting('record');
    for (const repeat of [0, 1]) await run.ask(call({ slot: { role: 'target', model, repeat } }));
    for (const repeat of [0, 1]) {
      const completion = await run.asking('strict', call({ slot: { role: 'target', model, repeat } }));
      expect(completion.text).toBe(`answer ${repeat + 1}`);
    }
    const error = await errorOf(run.asking('strict', call({ slot: { role: 'target', model, repeat: 2 } })));
    expect(error).toMatchObject({
      code: 'recording-miss',
      hint: expect.stringContaining('--repeat 3 --replay record'),
    });
    expect((error as PromptopsError).details.join()).toContain('repeat 2');
  });

  it('locale, variant, turn, call and role are answers of their own', async () => {
    const run = setting('record');
    const slots = [
      { role: 'target', model, repeat: 0 },
      { role: 'target', model, repeat: 0, locale: 'fr' },
      { role: 'target', model, repeat: 0, variant: 'terse' },
      { role: 'target', model, repeat: 0, turn: 1 },
      { role: 'target', model, repeat: 0, call: 1 },
      { role: 'judge', model, repeat: 0, assertion: 'tone' },
    ] as const;
    for (const slot of slots) await run.ask(call({ slot }));
    for (const [index, slot] of slots.entries()) {
      expect((await run.asking('strict', call({ slot }))).text).toBe(`answer ${index + 1}`);
    }
  });

  it('the command names what it must and quotes what a shell would split', async () => {
    const slot = { role: 'target', model, repeat: 0, locale: 'fr', variant: 'terse' } as const;
    const error = await errorOf(
      setting('strict').ask(call({ prompt: "it's/odd", case: 'tickets:a1', slot })),
    );
    expect((error as PromptopsError).hint).toBe(
      `Run \`promptops test 'it'\\''s/odd' --case tickets:a1 --model ${model} --locale fr --variant terse --replay record\`.`,
    );
    const judge = await errorOf(
      setting('strict').ask(call({ slot: { role: 'judge', model, assertion: 'tone', repeat: 0 } })),
    );
    expect((judge as PromptopsError).hint).not.toContain('--model');
  });
});

describe('what is written', () => {
  const sensitive = { name: 'Ada Lovelace' };
  const answers: Answers = () =>
    answerOf(`Dear Ada Lovelace, your key is ${secret}.`, {
      toolCalls: [{ id: '1', name: 'f', arguments: { to: 'Ada Lovelace' }, valid: true }],
    });

  it.each(['record', 'auto'] as const)(
    '%s: no secret and no sensitive value; a replay puts the latter back',
    async (mode) => {
      const run = setting(mode, { answers });
      const asked = call({ sensitive }, 'Write to Ada Lovelace');
      const live = await run.ask(asked);
      expect(live.text).toContain('Ada Lovelace');
      const written = [...run.store.files.values(), ...run.cache.entries.values()].join();
      expect(written).toContain('[sensitive:name]');
      expect(written).not.toContain('Ada');
      expect(written).not.toContain(secret);
      const replayed = await run.ask(asked);
      expect(replayed).toMatchObject({
        text: 'Dear Ada Lovelace, your key is [redacted].',
        toolCalls: [{ arguments: { to: 'Ada Lovelace' } }],
        replayed: true,
      });
    },
  );

  it('the key is over the real value: another one is a miss that shows neither', async () => {
    const run = setting('record', { answers });
    await run.ask(call({ sensitive }, 'Write to Ada Lovelace'));
    const other = call({ sensitive: { name: 'Alan Turing' } }, 'Write to Alan Turing');
    const error = (await errorOf(run.asking('strict', other))) as PromptopsError;
    expect(error.details).toEqual(['the value of a sensitive input changed']);
  });

  it('an error that repeats a sensitive value does not', async () => {
    const run = setting('off', {
      answers: () => {
        throw providerError('Cannot serve Ada Lovelace.', {
          kind: 'invalid-request',
          status: 400,
          retryable: false,
          retryAfterMs: null,
        });
      },
    });
    expect(await errorOf(run.ask(call({ sensitive })))).toMatchObject({
      message: 'Cannot serve [sensitive:name].',
      cause: { kind: 'invalid-request' },
    });
  });

  it('nothing, when the call fails', async () => {
    for (const mode of modes) {
      const run = setting(mode, {
        answers: () => {
          throw new Error('down');
        },
      });
      await errorOf(run.ask(call()));
      expect([run.store.files.size, run.cache.entries.size]).toEqual([0, 0]);
    }
  });

  it('the date, and the request as text', async () => {
    const run = setting('record');
    await run.ask(call());
    expect(JSON.parse(run.store.files.get('support/reply#refund') ?? '')).toMatchObject({
      recording: 1,
      interactions: [
        {
          recordedAt: '2026-11-23',
          key: requestKey(call().request, 0),
          request: { messages: [{ role: 'user' }] },
        },
      ],
    });
  });
});

describe('refresh', () => {
  it('shows what was and what is, and keeps the old one when told to', async () => {
    const shown: Refresh[] = [];
    const onRefresh = (change: Refresh): boolean => {
      shown.push(change);
      return false;
    };
    const run = setting('refresh', { ports: { onRefresh } });
    await run.asking('record', call());
    expect((await run.ask(call())).text).toBe('answer 2');
    expect(shown).toMatchObject([{ before: { text: 'answer 1' }, after: { text: 'answer 2' } }]);
    expect((await run.asking('strict', call())).text).toBe('answer 1');
  });
});

describe('calls that are not recorded', () => {
  const ports = { isRecorded: ({ prompt }: ModelCall) => prompt !== 'large' };
  const large = call({ prompt: 'large', case: 'rows:a' });

  it.each(['record', 'refresh', 'auto'] as const)(
    '%s: the answer goes to the cache, and is no news',
    async (mode) => {
      const run = setting(mode, { ports });
      expect((await run.ask(large)).replayed).toBe(false);
      expect([run.store.files.size, run.cache.entries.size, run.unrecorded.length]).toEqual([0, 1, 0]);
      expect((await run.asking('record', large)).replayed).toBe(true);
      expect((await run.asking('auto', large)).replayed).toBe(true);
      expect(run.counts.asked).toBe(1);
      await run.asking('record', call());
      expect(run.store.files.size).toBe(1);
    },
  );

  it('strict: a miss that says what would commit them', async () => {
    const run = setting('strict', { ports });
    await run.asking('record', large);
    const error = (await errorOf(run.ask(large))) as PromptopsError;
    expect(error.code).toBe('recording-miss');
    expect(error.hint).toMatch(
      /^Set `record: true` on its dataset and run `promptops test large --case rows:a/,
    );
  });

  it('without a key, record says that a key is missing', async () => {
    const error = (await errorOf(setting('record', { ports, connect: noKey }).ask(large))) as PromptopsError;
    expect(error.code).toBe('missing-key');
  });
});

it('connects once for many calls, and again after a failure', async () => {
  let tries = 0;
  const connect = async (): Promise<Provider> => {
    tries += 1;
    if (tries === 1) throw new Error('first');
    return { id: model, complete: async () => answerOf('ok') };
  };
  const run = setting('off', { connect });
  const provider = withRecording(model, connect, {
    mode: 'off',
    store: run.store,
    cache: run.cache,
    redact: (text) => text,
    now: () => new Date(),
  });
  expect(await errorOf(provider.complete(call(), never))).toMatchObject({ message: 'first' });
  await Promise.all([1, 2, 3].map(() => provider.complete(call(), never)));
  expect(tries).toBe(2);
});
