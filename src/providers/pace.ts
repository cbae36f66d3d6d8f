import type { RateLimit } from '../model/config.ts';
import { pauseFromHeaders } from './rate-headers.ts';
import { createTokenBucket } from './token-bucket.ts';
import type { ResponseInfo } from './wire-fetch.ts';

/** When the next call may be sent, by the limits of the config and by what the provider's headers say. */
export type Pace = {
  /** Milliseconds until a call of about so many tokens may be sent; 0: now. */
  wait(tokens: number, now: number): number;
  take(tokens: number, now: number): void;
  /** Corrects the estimate of a finished call. */
  settle(estimated: number, used: number): void;
  observe(response: ResponseInfo, now: number): void;
};

export function createPace({ rpm, tpm }: RateLimit): Pace {
  const requests = rpm === null ? null : createTokenBucket(rpm);
  const budget = tpm === null ? null : createTokenBucket(tpm);
  let pausedUntil = 0;
  return {
    wait: (tokens, now) =>
      Math.max(pausedUntil - now, requests?.wait(1, now) ?? 0, budget?.wait(tokens, now) ?? 0, 0),
    take(tokens, now) {
      requests?.take(1, now);
      budget?.take(tokens, now);
    },
    settle: (estimated, used) => budget?.settle(estimated - used),
    observe({ status, headers }, now) {
      pausedUntil = Math.max(pausedUntil, now + pauseFromHeaders(status, headers, now));
    },
  };
}
