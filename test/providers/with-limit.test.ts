import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { type Provider, providerError } from '../../src/evals/provider.ts';
import type { RateLimit } from '../../src/model/config.ts';
import { createLimiter } from '../../src/providers/limiter.ts';
import { pauseFromHeaders } from '../../src/providers/rate-headers.ts';
import { createTokenBucket } from '../../src/providers/token-bucket.ts';
import { createWindow } from '../../src/providers/window.ts';
import { withLimit } from '../../src/providers/with-limit.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import { callOf, errorOf, never, user } from './model-call.ts';
import { createVirtualClock } from './virtual-clock.ts';

const none: RateLimit = { rpm: null, tpm: null, concurrency: null };
const answer = { text: 'ok', usage: null } as Completion;
const many = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe('concurrency', () => {
  it('keeps every slot busy and never exceeds them, in order of asking', async () => {
    const clock = createVirtualClock();
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const provider = (index: number): Provider => ({
      id: 'x/y',
      async complete() {
        order.push(index);
        running += 1;
        most = Math.max(most, running);
        await clock.sleep(100);
        running -= 1;
        return answer;
      },
    });
    const limiter = createLimiter(none, 20, clock);
    const started = clock.now();
    const calls = many(1000, (index) => withLimit(provider(index), limiter).complete(callOf('x/y'), never));
    await clock.run(Promise.all(calls));
    expect(most).toBe(20);
    expect(clock.now() - started).toBe((1000 / 20) * 100);
    expect(order).toEqual(many(1000, (index) => index));
  });

  it("the limit's own concurrency wins", () => {
    expect(createLimiter({ ...none, concurrency: 3 }, 20).width).toBe(3);
    expect(createLimiter(none, 0).width).toBe(1);
  });

  it('is halved by a 429 and grows back with success, never beyond where it began', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter(none, 8, clock);
    const refusal = providerError('No.', {
      kind: 'rate-limit',
      status: 429,
      retryable: true,
      retryAfterMs: null,
    });
    let refuse = true;
    const provider = withLimit(
      {
        id: 'x/y',
        async complete() {
          await clock.sleep(10);
          if (refuse) throw refusal;
          return answer;
        },
      },
      limiter,
    );
    const round = (count: number) =>
      clock.run(Promise.allSettled(many(count, () => provider.complete(callOf('x/y'), never))));
    // Eight calls were on their way together: they are one sign, not eight.
    await round(8);
    expect(limiter.width).toBe(4);
    await round(1);
    expect(limiter.width).toBe(2);
    refuse = false;
    await round(4);
    expect(limiter.width).toBeGreaterThan(2);
    await round(200);
    expect(limiter.width).toBe(8);
  });

  it('other failures neither narrow nor widen it', () => {
    const window = createWindow(8);
    const number = window.begin();
    window.learn(number, 'overload');
    expect(window.width).toBe(4);
    for (const _ of many(20, Number)) window.learn(window.begin(), 'failure');
    expect(window.width).toBe(4);
  });

  it('a call that is interrupted leaves the queue and takes no slot', async () => {
    const limiter = createLimiter(none, 1);
    const slot = await limiter.acquire(0, never);
    const run = new AbortController();
    const waiting = limiter.acquire(0, run.signal);
    const behind = limiter.acquire(0, never);
    run.abort(new PromptopsError('interrupted', 'SIGINT'));
    expect(await errorOf(waiting)).toMatchObject({ code: 'interrupted' });
    slot.release({ result: 'success', usedTokens: null });
    slot.release({ result: 'success', usedTokens: null });
    await behind;
    expect(await errorOf(limiter.acquire(0, run.signal))).toMatchObject({ code: 'interrupted' });
  });
});

describe('requests and tokens a minute', () => {
  it('never sends more than the limit in any minute', async () => {
    const clock = createVirtualClock();
    const sent: number[] = [];
    const provider: Provider = {
      id: 'x/y',
      async complete() {
        sent.push(clock.now());
        return answer;
      },
    };
    const limiter = createLimiter({ ...none, rpm: 60 }, 50, clock);
    await clock.run(
      Promise.all(many(200, () => withLimit(provider, limiter).complete(callOf('x/y'), never))),
    );
    expect(sent).toHaveLength(200);
    for (const [index, at] of sent.entries()) {
      expect(sent.slice(index).filter((other) => other < at + 60_000).length).toBeLessThanOrEqual(60);
    }
    // At most a tenth slower than the limit allows.
    expect((sent.at(-1) ?? 0) - (sent[0] ?? 0)).toBeLessThan((200 / 60) * 60_000 * 1.15);
  });

  it('takes the estimate of a call and settles it by what was used', async () => {
    const clock = createVirtualClock();
    const usage = { input: { total: 40, cacheRead: 0, cacheWrite: 0 }, output: { total: 60, reasoning: 0 } };
    const provider: Provider = { id: 'x/y', complete: async () => ({ ...answer, usage }) };
    const limiter = createLimiter({ ...none, tpm: 10_000 }, 10, clock);
    const call = callOf('x/y', { messages: [user('a'.repeat(400))], params: { maxOutputTokens: 900 } });
    const started = clock.now();
    for (const _ of many(10, Number)) await clock.run(withLimit(provider, limiter).complete(call, never));
    // Ten calls of 100 tokens fit into the burst of 1,000 (but for what each reserves a moment); ten of 1,000 would take a minute.
    expect(clock.now() - started).toBeLessThan(10_000);
  });

  it('a bucket holds its limit over any 60 s (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5000 }),
        fc.array(
          fc.record({ gap: fc.integer({ min: 0, max: 5000 }), amount: fc.integer({ min: 1, max: 50 }) }),
          { minLength: 1, maxLength: 300 },
        ),
        (limit, steps) => {
          const bucket = createTokenBucket(limit);
          let now = 0;
          const taken: { at: number; amount: number }[] = [];
          for (const { gap, amount } of steps) {
            now += gap;
            const size = Math.min(amount, Math.max(1, Math.floor(limit / 10)));
            now += bucket.wait(size, now);
            expect(bucket.wait(size, now)).toBe(0);
            bucket.take(size, now);
            taken.push({ at: now, amount: size });
          }
          for (const { at } of taken) {
            const inMinute = taken.filter((it) => it.at >= at && it.at < at + 60_000);
            expect(inMinute.reduce((sum, it) => sum + it.amount, 0)).toBeLessThanOrEqual(limit + 1);
          }
        },
      ),
    );
  });

  it('a call larger than the bucket goes when it is full, and the next ones wait for it', () => {
    const bucket = createTokenBucket(1000);
    expect(bucket.wait(5000, 0)).toBe(0);
    bucket.take(5000, 0);
    expect(bucket.wait(1, 0)).toBeGreaterThan(4 * 60_000);
  });
});

describe('what headers say', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  it.each([
    [200, { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1.5s' }, 1500],
    [200, { 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '1.5s' }, 0],
    [200, { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }, 60_000],
    [
      200,
      {
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-23T10:00:05Z',
      },
      5000,
    ],
    [
      200,
      { 'anthropic-ratelimit-output-tokens-remaining': '0', 'anthropic-ratelimit-output-tokens-reset': 'x' },
      0,
    ],
    [429, { 'retry-after': '9' }, 9000],
    [529, { 'retry-after-ms': '40' }, 40],
    [200, { 'retry-after': '9' }, 0],
    [429, { 'retry-after': '86400' }, 60_000],
    [200, {}, 0],
  ] as const)('%i %j: wait %i ms', (status, headers, ms) => {
    expect(pauseFromHeaders(status, headers, now)).toBe(ms);
  });

  it('holds back everybody, not only the call that was told', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter(none, 5, clock);
    limiter.observe({ status: 429, headers: { 'retry-after': '12' } });
    const started = clock.now();
    await clock.run(Promise.all(many(3, () => limiter.acquire(1, never))));
    expect(clock.now() - started).toBe(12_000);
  });
});
