import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, type ModelCall } from '../../src/evals/provider.ts';
import {
  createProviderPool,
  type PoolOptions,
  type ProviderPool,
} from '../../src/providers/provider-pool.ts';
import type { RetryEvent } from '../../src/providers/with-retry.ts';
import type { HttpServer, Reply } from '../helpers/http-server.ts';
import { chatCompletion, chatUsage, startOpenAIServer } from '../helpers/openai-server.ts';
import { memoryCache, memoryStore } from './memory-store.ts';
import { callOf, configOf, errorOf, never, user } from './model-call.ts';

const key = 'sk-canary-0123456789abcdefghij';
const model = 'openai/gpt-4.1-mini';
const good = chatCompletion({ content: 'ok' }, { usage: chatUsage });

let server: HttpServer;
const pools: ProviderPool[] = [];

const poolOf = (
  more: Partial<PoolOptions> = {},
  mode: 'off' | 'strict' | 'record' | 'auto' = 'off',
): ProviderPool => {
  const pool = createProviderPool({
    providers: { openai: configOf('openai', { baseURL: `${server.url}/v1`, allowLocal: true }) },
    limits: {},
    env: { OPENAI_API_KEY: key },
    concurrency: 4,
    timeout: 20,
    recordings: {
      mode,
      store: memoryStore(),
      cache: memoryCache(),
      now: () => new Date('2026-11-23T00:00:00Z'),
    },
    random: () => 0,
    ...more,
  });
  pools.push(pool);
  return pool;
};

const numbered = (index: number): ModelCall =>
  callOf(model, { messages: [user(`call ${index}`)] }, { case: `case-${index}` });

beforeEach(async () => {
  server = await startOpenAIServer(key);
});
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
  await server.close();
});

describe('the providers of a run', () => {
  it('ask, retry and tell about it', async () => {
    const events: RetryEvent[] = [];
    server.reply({ status: 503, json: {} }, good);
    const pool = poolOf({ onRetry: (event) => events.push(event) });
    expect(await pool.provider(model).complete(numbered(1), never)).toMatchObject({
      text: 'ok',
      origin: 'live',
    });
    expect(events).toMatchObject([
      { attempt: 1, failure: { kind: 'server', status: 503 }, call: { case: 'case-1' } },
    ]);
    expect(server.requests).toHaveLength(2);
  });

  it('never run more calls at once than allowed, over all cases of a model', async () => {
    let running = 0;
    let most = 0;
    await server.close();
    const { startHttpServer } = await import('../helpers/http-server.ts');
    server = await startHttpServer((): Reply | null => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
      }, 15);
      return { ...good, delayMs: 15 };
    });
    const pool = poolOf({ limits: { openai: { rpm: null, tpm: null, concurrency: 3 } } });
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => pool.provider(model).complete(numbered(i), never)),
    );
    expect(most).toBe(3);
  });

  it('stop at the first refused key: queued calls are not sent', async () => {
    const pool = poolOf({ env: { OPENAI_API_KEY: 'sk-wrong-0123456789' } });
    const errors = await Promise.all(
      Array.from({ length: 40 }, (_, i) => errorOf(pool.provider(model).complete(numbered(i), never))),
    );
    expect(errors.every((error) => failureOf(error)?.kind === 'auth')).toBe(true);
    expect(server.requests.length).toBeLessThanOrEqual(4);
    await errorOf(pool.provider('openai/gpt-4.1').complete(callOf('openai/gpt-4.1'), never));
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  it('strict: no key is read, no package loaded, nothing sent; echo computes all the same', async () => {
    const pool = poolOf({ env: {} }, 'strict');
    expect(await errorOf(pool.provider(model).complete(numbered(1), never))).toMatchObject({
      code: 'recording-miss',
    });
    const echo = await pool.provider('echo/x').complete(callOf('echo/x'), never);
    expect(echo).toMatchObject({ text: 'Hello', origin: 'computed', replayed: false });
    expect(server.requests).toEqual([]);
  });

  it('record, then replay without a key', async () => {
    server.reply(good);
    const store = memoryStore();
    const recordings = { store, cache: memoryCache(), now: () => new Date() };
    const live = await poolOf({ recordings: { ...recordings, mode: 'record' } })
      .provider(model)
      .complete(numbered(1), never);
    const strict = poolOf({ env: {}, recordings: { ...recordings, mode: 'strict' } });
    expect(await strict.provider(model).complete(numbered(1), never)).toMatchObject({
      ...live,
      replayed: true,
    });
    expect(server.requests).toHaveLength(1);
    expect([...store.files.values()].join()).not.toContain(key);
    expect([...store.files.values()].join()).not.toContain('127.0.0.1');
  });

  it('refuse an unknown provider before anything runs, and take keys out of texts', () => {
    const pool = poolOf();
    expect(() => pool.provider('opnai/x')).toThrow(/no provider "opnai"/);
    expect(pool.redact(`a ${key} b`)).toBe('a [redacted] b');
    expect(pool.provider(model)).toBe(pool.provider(model));
  });

  it('an interrupted run ends everybody who waits', async () => {
    server.reply({ ...good, delayMs: 10_000 });
    const run = new AbortController();
    const pool = poolOf();
    const all = Array.from({ length: 12 }, (_, i) =>
      errorOf(pool.provider(model).complete(numbered(i), run.signal)),
    );
    setTimeout(() => run.abort(), 30);
    for (const error of await Promise.all(all)) expect(error).toMatchObject({ code: 'interrupted' });
  });
});
