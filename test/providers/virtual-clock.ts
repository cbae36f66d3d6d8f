import type { Clock } from '../../src/providers/clock.ts';

/** Time that passes only when everybody waits. */
export type VirtualClock = Clock & {
  /** Lets time pass until the promise settles. */
  run<Value>(promise: Promise<Value>): Promise<Value>;
  readonly sleeps: number[];
};

export function createVirtualClock(start = 1_764_000_000_000): VirtualClock {
  let now = start;
  const timers = new Set<{ at: number; wake: () => void }>();
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleeps.push(ms);
        const timer = {
          at: now + ms,
          wake: () => {
            timers.delete(timer);
            resolve();
          },
        };
        timers.add(timer);
        signal?.addEventListener('abort', timer.wake, { once: true });
      }),
    async run(promise) {
      let settled = false;
      const done = promise.finally(() => {
        settled = true;
      });
      done.catch(() => undefined);
      for (;;) {
        // A turn of the event loop: every chain of promises has run dry.
        await new Promise((resolve) => setImmediate(resolve));
        if (settled) return done;
        const next = [...timers].sort((a, b) => a.at - b.at)[0];
        if (!next) throw new Error('Everybody waits and nobody will ever wake.');
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}
