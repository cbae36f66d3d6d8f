import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { type Provider, type ProviderFailure, providerError } from '../../src/evals/provider.ts';
import { readDuration, readRetryAfter } from '../../src/providers/retry-after.ts';
import { type RetryEvent, withRetry } from '../../src/providers/with-retry.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import { callOf, errorOf, never } from './model-call.ts';
import { createVirtualClock } from './virtual-clock.ts';

const failure = (more: Partial<ProviderFailure> = {}): PromptopsError =>
  providerError('No.', { kind: 'server', status: 500, retryable: true, retryAfterMs: null, ...more });

const good = { text: 'ok' } as Completion;

/** Fails with each error in turn, then answers. */
function failing(...errors: unknown[]): Provider & { count(): number } {
  let count = 0;
  return {
    id: 'x/y',
    count: () => count,
    async complete() {
      count += 1;
      const error = errors[count - 1];
      if (error) throw error;
      return good;
    },
  };
}

describe('retry', () => {
  it('waits with full jitter under a bound that doubles', async () => {
    const clock = createVirtualClock();
    const provider = failing(failure(), failure(), failure(), failure());
    const events: RetryEvent[] = [];
    const retried = withRetry(provider, { clock, random: () => 0.5, onRetry: (event) => events.push(event) });
    expect(await clock.run(retried.complete(callOf('x/y'), never))).toBe(good);
    expect(clock.sleeps).toEqual([250, 500, 1000, 2000]);
    expect(events.map(({ attempt, inMs, failure: { kind } }) => [attempt, inMs, kind])).toEqual([
      [1, 250, 'server'],
      [2, 500, 'server'],
      [3, 1000, 'server'],
      [4, 2000, 'server'],
    ]);
  });

  it('gives up after its attempts, with the last cause', async () => {
    const clock = createVirtualClock();
    const last = failure({ status: 503 });
    const provider = failing(failure(), failure(), last, failure());
    const retried = withRetry(provider, { clock, attempts: 3 });
    expect(await clock.run(errorOf(retried.complete(callOf('x/y'), never)))).toBe(last);
    expect(provider.count()).toBe(3);
  });

  it('obeys Retry-After, up to a minute', async () => {
    const clock = createVirtualClock();
    const provider = failing(
      failure({ retryAfterMs: 7000 }),
      failure({ retryAfterMs: 86_400_000 }),
      failure({ retryAfterMs: 0 }),
    );
    await clock.run(withRetry(provider, { clock }).complete(callOf('x/y'), never));
    expect(clock.sleeps).toEqual([7000, 60_000, 0]);
  });

  it.each([
    ['a failure that stays', failure({ kind: 'auth', status: 401, retryable: false })],
    ['another error', new PromptopsError('missing-key', 'No key.')],
    ['a bug', new TypeError('x is undefined')],
  ])('does not repeat %s', async (_name, error) => {
    const provider = failing(error);
    expect(await errorOf(withRetry(provider).complete(callOf('x/y'), never))).toBe(error);
    expect(provider.count()).toBe(1);
  });

  it('stops waiting when the run is interrupted', async () => {
    const run = new AbortController();
    const provider = failing(failure({ retryAfterMs: 50_000 }));
    const pending = errorOf(withRetry(provider).complete(callOf('x/y'), run.signal));
    setTimeout(() => run.abort(new PromptopsError('interrupted', 'SIGINT')), 5);
    expect(await pending).toMatchObject({ code: 'interrupted', message: 'SIGINT' });
    expect(provider.count()).toBe(1);
  });
});

describe('waiting times in headers', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '20', 'retry-after': '9' }, 20],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-1' }, null],
    [{ 'retry-after': '' }, null],
    [{}, null],
  ])('%j is %s', (headers, ms) => {
    expect(readRetryAfter(headers as Record<string, string>, now)).toBe(ms);
  });

  it.each([
    ['1s', 1000],
    ['6m0s', 360_000],
    ['20ms', 20],
    ['1h2m3.5s', 3_723_500],
    ['12', 12_000],
    ['', null],
    ['soon', null],
    ['5x', null],
  ])('"%s" lasts %s', (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });
});
