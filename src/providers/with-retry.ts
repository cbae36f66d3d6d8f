import type { PromptopsError } from '../errors.ts';
import { failureOf, type ModelCall, type Provider, type ProviderFailure } from '../evals/provider.ts';
import { type Clock, systemClock } from './clock.ts';
import { interruption } from './interrupted.ts';

export type RetryEvent = {
  readonly call: ModelCall;
  /** Of the attempt that failed; 1 is the first. */
  readonly attempt: number;
  readonly error: PromptopsError;
  readonly failure: ProviderFailure;
  readonly inMs: number;
};

export type RetryOptions = {
  /** Attempts altogether. */
  readonly attempts?: number;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly onRetry?: (event: RetryEvent) => void;
};

const defaultAttempts = 5;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A provider may ask for a day; a run does not wait for it. */
const longestRetryAfterMs = 60_000;

/**
 * Asks again where that can help (`failure.retryable`), after a pause with full jitter that doubles its bound, or after
 * what `Retry-After` asks for, up to a minute.
 */
export function withRetry(next: Provider, options: RetryOptions = {}): Provider {
  const { attempts = defaultAttempts, clock = systemClock, random = Math.random, onRetry } = options;
  return {
    id: next.id,
    async complete(call, signal) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await next.complete(call, signal);
        } catch (error) {
          const failure = failureOf(error);
          if (!failure?.retryable || attempt >= attempts || signal.aborted) throw error;
          const inMs = pauseBefore(attempt, failure, random);
          onRetry?.({ call, attempt, error: error as PromptopsError, failure, inMs });
          await clock.sleep(inMs, signal);
          if (signal.aborted) throw interruption(signal);
        }
      }
    },
  };
}

function pauseBefore(attempt: number, failure: ProviderFailure, random: () => number): number {
  if (failure.retryAfterMs !== null) return Math.min(failure.retryAfterMs, longestRetryAfterMs);
  const bound = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  return Math.round(random() * bound);
}
