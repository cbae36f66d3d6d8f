import type { Interval } from '../statistics/wilson.ts';
import type { LeftCase } from './base-plan.ts';
import type { BrokenCase, FlakyCase } from './broken.ts';
import type { Measured } from './compare.ts';

export type RowVerdict = 'regressed' | 'unchanged' | 'improved' | 'no-worse' | 'inconclusive';

/** The run beside what stood at a base: the `comparison` of a test report. */
export type Comparison = {
  /** How people call it: `main`, `merge base with "main"`. */
  readonly base: string;
  /** null: there was nothing. */
  readonly commit: string | null;
  readonly verdict: RowVerdict | 'incomplete';
  /** Inconclusive fails. */
  readonly strict: boolean;
  readonly rows: readonly ComparedRow[];
  /** Cases that passed there and fail here. */
  readonly broken: readonly BrokenCase[];
  readonly flaky: readonly FlakyCase[];
  /** Cases that are in no comparison, the first thousand. */
  readonly left: readonly LeftCase[];
  readonly leftCount: number;
};

/** One prompt on one model in one metric. */
export type ComparedRow = Pick<
  Measured,
  'prompt' | 'model' | 'metric' | 'paired' | 'repeats' | 'ofRepeats' | 'test'
> & {
  readonly verdict: RowVerdict;
  /** A drop up to this is none. */
  readonly margin: number;
  readonly level: 'block' | 'warn';
  /** Of each side, 95 %. */
  readonly base: Interval | null;
  readonly head: Interval | null;
  /** Here less base, 90 %. */
  readonly delta: Interval | null;
  /** One-sided p-values, adjusted over all rows. */
  readonly worse: number;
  readonly better: number;
  /** The smallest drop that would have been seen four times in five; null: too few cases. */
  readonly detectable: number | null;
  /** How many cases would see a drop of the margin. */
  readonly casesNeeded: number | null;
};
