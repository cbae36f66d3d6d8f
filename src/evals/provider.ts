import { PromptopsError } from '../errors.ts';
import type { Completion, Slot } from '../recordings/interaction.ts';
import type { ModelRequest } from '../render/request.ts';

/** One question to a model, with the place in the suite it belongs to (its recording's address). */
export type ModelCall = {
  readonly prompt: string;
  readonly case: string;
  readonly slot: Slot;
  readonly request: ModelRequest;
  /** Values that must never be written down, by input name. */
  readonly sensitive: Readonly<Record<string, string>>;
  /** True: somebody measures the time to the first token, so the answer is streamed. */
  readonly stream: boolean;
  /** Answered from recordings alone, whatever the mode: nobody is asked. */
  readonly recordedOnly?: true;
  /** Told before each further attempt, so that a case knows how many it took and a viewer sees the wait. */
  readonly onRetry?: (reason: string, inMs: number) => void;
};

/** The only door to a model. An adapter maps the wire format; it never retries, caches or logs. */
export interface Provider {
  readonly id: string;
  complete(call: ModelCall, signal: AbortSignal): Promise<Completion>;
}

/** Why a provider gave no usable answer; stands as `cause` of a PromptopsError. */
export type ProviderFailure = {
  readonly kind:
    | 'auth' // 401, 403: the key is wrong; the provider is not asked again
    | 'quota' // the account is out of money
    | 'not-found' // no such model or endpoint
    | 'invalid-request' // other 4xx
    | 'context-length'
    | 'rate-limit' // 429
    | 'server' // 5xx, 529
    | 'network' // refused, reset, DNS, TLS
    | 'timeout' // first byte, idle or total
    | 'bad-response'; // truncated, not JSON, nothing in it
  readonly status: number | null;
  readonly retryable: boolean;
  /** What Retry-After asked for, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** The request never left: nothing can have been billed. */
  readonly unsent?: true;
};

export function providerError(message: string, failure: ProviderFailure, hint?: string): PromptopsError {
  return new PromptopsError('provider', message, { cause: failure, ...(hint ? { hint } : {}) });
}

/** The failure behind an error; null when it was no provider's. */
export function failureOf(error: unknown): ProviderFailure | null {
  return error instanceof PromptopsError && error.code === 'provider' && error.cause
    ? (error.cause as ProviderFailure)
    : null;
}
