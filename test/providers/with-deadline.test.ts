import { describe, expect, it } from 'vitest';
import { PromptopsError } from '../../src/errors.ts';
import { failureOf, type Provider } from '../../src/evals/provider.ts';
import { beat } from '../../src/providers/pulse.ts';
import { deadlinesOf, withDeadline } from '../../src/providers/with-deadline.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import { callOf, errorOf, never } from './model-call.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const answer = { text: 'ok' } as Completion;

/** A call that gives signs of life at these times and answers at last; it does not listen to its signal. */
const deaf = (beats: readonly number[], end: number): Provider => ({
  id: 'x/y',
  async complete(_call, signal) {
    for (const at of beats) setTimeout(() => beat(signal, 'bytes'), at);
    await wait(end);
    return answer;
  },
});

const run = (provider: Provider, deadlines: { firstByteMs: number; idleMs: number; totalMs: number }) =>
  withDeadline(provider, deadlines).complete(callOf('x/y'), never);

describe('deadlines', () => {
  it('leaves a call alone that keeps them', async () => {
    expect(await run(deaf([10, 30, 50], 60), { firstByteMs: 5000, idleMs: 5000, totalMs: 5000 })).toBe(
      answer,
    );
  });

  it.each([
    ['no first byte', [], { firstByteMs: 20, idleMs: 5000, totalMs: 5000 }],
    ['nothing further', [1], { firstByteMs: 5000, idleMs: 30, totalMs: 5000 }],
    [
      'no complete answer',
      Array.from({ length: 60 }, (_, i) => i * 10),
      { firstByteMs: 5000, idleMs: 5000, totalMs: 60 },
    ],
  ])('%s: ends on time, even if nothing below listens', async (what, beats, deadlines) => {
    const error = await errorOf(run(deaf(beats, 600), deadlines));
    expect(failureOf(error)).toMatchObject({ kind: 'timeout', retryable: true });
    expect((error as Error).message).toContain(what);
  });

  it('tells the call below to stop', async () => {
    let stopped: unknown;
    const provider: Provider = {
      id: 'x/y',
      complete: (_call, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            stopped = signal.reason;
            reject(new Error('late'));
          });
        }),
    };
    const error = await errorOf(run(provider, { firstByteMs: 10, idleMs: 10, totalMs: 10 }));
    expect(stopped).toBe(error);
  });

  it('ends with the reason of an interrupted run', async () => {
    const controller = new AbortController();
    const pending = errorOf(
      withDeadline(deaf([], 500), deadlinesOf(60_000)).complete(callOf('x/y'), controller.signal),
    );
    controller.abort(new PromptopsError('interrupted', 'SIGTERM'));
    expect(await pending).toMatchObject({ code: 'interrupted', message: 'SIGTERM' });
    const later = withDeadline(deaf([], 0), deadlinesOf(60_000)).complete(callOf('x/y'), controller.signal);
    expect(await errorOf(later)).toMatchObject({ code: 'interrupted' });
  });

  it('passes errors on', async () => {
    const broken = new TypeError('x');
    const provider: Provider = { id: 'x/y', complete: () => Promise.reject(broken) };
    expect(await errorOf(run(provider, deadlinesOf(1000)))).toBe(broken);
  });
});
