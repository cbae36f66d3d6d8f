import type { Outcome } from '../../evals/report.ts';
import type { CaseRow } from './data.ts';
import type { Mark } from './select-cases.ts';

/** Verdicts of runs and of changes. */
export const verdictWords = {
  passed: ['✓', 'Passed'],
  unchanged: ['✓', 'Unchanged'],
  ungated: ['!', 'Ungated'],
  'not-evaluated': ['!', 'Not evaluated'],
  failed: ['✕', 'Failed'],
  incomplete: ['!', 'Incomplete'],
  invalid: ['✕', 'Invalid'],
  interrupted: ['!', 'Interrupted'],
} as const satisfies Readonly<Record<string, readonly [sign: string, word: string]>>;

export const outcomes: readonly Outcome[] = ['fail', 'error', 'pass', 'skip'];

/** Told apart by their shape as well as by their colour. */
export const outcomeGlyphs: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✕',
  error: '!',
  skip: '–',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  fail: 'failed',
  error: 'no verdict',
  skip: 'skipped',
};

export const markWords: Readonly<Record<Mark, string>> = {
  regressed: 'broke',
  fixed: 'fixed',
  other: 'other answer',
  flaky: 'flaky',
  critical: 'critical',
};

/** A case's name with what it was varied in. */
export const nameOf = ({ case: id, locale, variant, repeat }: CaseRow): string =>
  [id, locale, variant, repeat > 0 ? `#${repeat + 1}` : null].filter(Boolean).join(' · ');

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

/** Percentage points with their sign, and a real minus. */
export function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(1);
  return text === '0.0' ? '±0' : `${share < 0 ? '−' : '+'}${text}`;
}

export const counted = (n: number, noun: string): string =>
  `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;

/** `24 Nov 2026, 15:04`, in the reader's own time zone. */
export const moment = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
