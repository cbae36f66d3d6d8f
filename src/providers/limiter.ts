import type { RateLimit } from '../model/config.ts';
import { type Clock, systemClock } from './clock.ts';
import { interruption, whenAborted } from './interrupted.ts';
import { createPace } from './pace.ts';
import { createWindow } from './window.ts';
import type { ResponseInfo } from './wire-fetch.ts';

/** What an attempt taught: the provider coped, had too many calls, or failed for a reason of its own. */
export type Outcome = {
  readonly result: 'success' | 'overload' | 'failure';
  readonly usedTokens: number | null;
};

export type Slot = { release(outcome: Outcome): void };

/** Who may ask now. One per provider, key and model; every attempt takes a slot. */
export type Limiter = {
  /** Resolves when a slot is free, in order of asking; rejects when the signal aborts. */
  acquire(tokens: number, signal: AbortSignal): Promise<Slot>;
  /** Hears the headers of every answer, also of refusals. */
  observe(response: ResponseInfo): void;
  /** Calls allowed at the same time just now. */
  readonly width: number;
};

type Waiting = { readonly tokens: number; readonly start: () => void };

/** At most `concurrency` (or the limit's own) calls at once, and no faster than the limit's requests and tokens a minute. */
export function createLimiter(limit: RateLimit, concurrency: number, clock: Clock = systemClock): Limiter {
  const window = createWindow(Math.max(1, limit.concurrency ?? concurrency));
  const pace = createPace(limit);
  const alarm = createAlarm(clock);
  const queue: Waiting[] = [];
  let running = 0;
  const pump = (): void => {
    for (let head = queue[0]; head && running < window.width; head = queue[0]) {
      const now = clock.now();
      const wait = pace.wait(head.tokens, now);
      if (wait > 0) {
        alarm.set(now + wait, pump);
        return;
      }
      queue.shift();
      pace.take(head.tokens, now);
      running += 1;
      head.start();
    }
    if (queue.length === 0) alarm.cancel();
  };
  const slotFor = (tokens: number): Slot => {
    const number = window.begin();
    return {
      release: once((outcome: Outcome) => {
        running -= 1;
        if (outcome.usedTokens !== null) pace.settle(tokens, outcome.usedTokens);
        window.learn(number, outcome.result);
        pump();
      }),
    };
  };
  return {
    get width() {
      return window.width;
    },
    acquire: (tokens, signal) => enqueue(queue, pump, signal, tokens, slotFor),
    observe: (response) => pace.observe(response, clock.now()),
  };
}

function enqueue(
  queue: Waiting[],
  pump: () => void,
  signal: AbortSignal,
  tokens: number,
  slotFor: (tokens: number) => Slot,
): Promise<Slot> {
  if (signal.aborted) return Promise.reject(interruption(signal));
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      queue.splice(queue.indexOf(waiting), 1);
      reject(interruption(signal));
      pump();
    };
    const waiting: Waiting = {
      tokens,
      start: () => {
        stopListening();
        resolve(slotFor(tokens));
      },
    };
    const stopListening = whenAborted(signal, leave);
    queue.push(waiting);
    pump();
  });
}

/** One wake-up at a time: the earliest asked for. Cancelled when nobody waits, so that the process can end. */
function createAlarm(clock: Clock): { set(at: number, wake: () => void): void; cancel(): void } {
  let pending: { readonly at: number; readonly off: AbortController } | null = null;
  const cancel = (): void => {
    pending?.off.abort();
    pending = null;
  };
  return {
    cancel,
    set(at, wake) {
      if (pending && pending.at <= at) return;
      cancel();
      const mine = { at, off: new AbortController() };
      pending = mine;
      clock.sleep(Math.max(1, at - clock.now()), mine.off.signal).then(() => {
        if (pending !== mine) return;
        pending = null;
        wake();
      });
    },
  };
}

function once<Value>(act: (value: Value) => void): (value: Value) => void {
  let done = false;
  return (value) => {
    if (done) return;
    done = true;
    act(value);
  };
}
