import { type ModelCall, type Provider, providerError } from '../evals/provider.ts';
import type { Completion } from '../recordings/interaction.ts';
import { interruption, whenAborted } from './interrupted.ts';
import { listenToPulse } from './pulse.ts';

/** Milliseconds a call may take: until its headers arrive, between two pieces of its body, and altogether. */
export type Deadlines = { readonly firstByteMs: number; readonly idleMs: number; readonly totalMs: number };

/**
 * The three timers of a total. A plain answer sends nothing before it is complete, so its first byte may take all the
 * time there is; a body that has begun keeps coming.
 */
export const deadlinesOf = (totalMs: number): Deadlines => ({
  firstByteMs: totalMs,
  idleMs: Math.min(totalMs, 30_000),
  totalMs,
});

/** Each attempt has its deadlines. A watchdog outside fetch: the call ends on time even if nothing below listens to its signal. */
export const withDeadline = (next: Provider, deadlines: Deadlines): Provider => ({
  id: next.id,
  complete: (call, signal) => watch(next, deadlines, call, signal),
});

function watch(
  next: Provider,
  deadlines: Deadlines,
  call: ModelCall,
  signal: AbortSignal,
): Promise<Completion> {
  if (signal.aborted) return Promise.reject(interruption(signal));
  return new Promise((resolve, reject) => {
    const inner = new AbortController();
    const giveUp = (error: Error): void => {
      stop();
      reject(error);
      inner.abort(error);
    };
    const late = (what: string, ms: number) => () => giveUp(timeout(next.id, what, ms));
    const total = setTimeout(late('no complete answer', deadlines.totalMs), deadlines.totalMs);
    const first = setTimeout(late('no first byte', deadlines.firstByteMs), deadlines.firstByteMs);
    let idle: NodeJS.Timeout | undefined;
    let ended = false;
    const stopListening = whenAborted(signal, () => giveUp(interruption(signal)));
    const stop = (): void => {
      ended = true;
      clearTimeout(total);
      clearTimeout(first);
      clearTimeout(idle);
      stopListening();
    };
    listenToPulse(inner.signal, () => {
      if (ended) return;
      clearTimeout(first);
      if (idle) idle.refresh();
      else idle = setTimeout(late('nothing further', deadlines.idleMs), deadlines.idleMs);
    });
    next.complete(call, inner.signal).finally(stop).then(resolve, reject);
  });
}

const timeout = (label: string, what: string, ms: number): Error =>
  providerError(
    `"${label}" sent ${what} within ${ms / 1000} s.`,
    { kind: 'timeout', status: null, retryable: true, retryAfterMs: null },
    'Raise `--timeout` if the model needs longer.',
  );
