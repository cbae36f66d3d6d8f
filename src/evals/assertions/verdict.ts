import type { Score } from '../assertion.ts';

/** A yes/no answer: score 1 or 0. */
export const verdict = (
  pass: boolean,
  message: string,
  diff: Pick<Score, 'expected' | 'actual'> = {},
): Score => ({
  pass,
  score: pass ? 1 : 0,
  message,
  ...diff,
});

/** The answer cannot be looked at: it fails, and behind a `not-` as well. */
export const unusable = (message: string): Score => ({ pass: false, score: 0, message, unusable: true });
