import { type Headers, readDuration, readRetryAfter } from './retry-after.ts';

/** The longest a header may make everybody wait. */
const longestPauseMs = 60_000;

/**
 * How long nothing should be sent, by what an answer's headers say: `x-ratelimit-*` (OpenAI and compatible, with a
 * duration), `anthropic-ratelimit-*` (with a date) whose rest is 0, and `Retry-After` of a 429. 0: go on.
 */
export function pauseFromHeaders(status: number, headers: Headers, now: number): number {
  const pauses = [
    ...(status === 429 || status === 503 || status === 529 ? [readRetryAfter(headers, now) ?? 0] : []),
    ...['requests', 'tokens'].map((what) =>
      Number(headers[`x-ratelimit-remaining-${what}`] ?? Number.NaN) === 0
        ? (readDuration(headers[`x-ratelimit-reset-${what}`] ?? '') ?? 0)
        : 0,
    ),
    ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((what) => {
      if (Number(headers[`anthropic-ratelimit-${what}-remaining`] ?? Number.NaN) !== 0) return 0;
      const reset = Date.parse(headers[`anthropic-ratelimit-${what}-reset`] ?? '');
      return Number.isNaN(reset) ? 0 : reset - now;
    }),
  ];
  return Math.min(longestPauseMs, Math.max(0, ...pauses));
}
