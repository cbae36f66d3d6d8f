import type { Gate } from '../model/gates.ts';

/** What is known of one prompt on one model in one metric; `delta` with its 90 % interval. */
export type ComparedRow = {
  readonly prompt: string;
  readonly model: string;
  readonly same: boolean;
  readonly delta: { readonly value: number; readonly low: number } | null;
  /** One-sided p-values. */
  readonly worse: number;
  readonly better: number;
};

export type ComparedCase = {
  readonly prompt: string;
  readonly model: string;
  readonly status: 'confirmed' | 'sure' | 'cleared' | 'suspect';
};

/** Of one row, and of all. */
export type RowVerdict = 'regressed' | 'unchanged' | 'improved' | 'no-worse' | 'inconclusive';

/** Without a gate that says otherwise, a drop of two points is none. */
const defaultMargin = 0.02;
const significance = 0.05;

/**
 * The verdict over one row. A drop counts when it is both unlikely to be chance and larger than the margin; "no worse"
 * needs evidence too: the lower limit of the difference lies above the margin. What is the same cannot have regressed.
 * A case that broke and could not be asked again leaves the row open.
 */
export function judgeRow(row: ComparedRow, margin: number, broken: readonly ComparedCase[]): RowVerdict {
  const own = broken.filter(({ prompt, model }) => prompt === row.prompt && model === row.model);
  if (own.some(({ status }) => status === 'confirmed' || status === 'sure')) return 'regressed';
  if (row.same) return 'unchanged';
  if (row.delta && row.worse < significance && row.delta.value < -margin) return 'regressed';
  if (own.some(({ status }) => status === 'suspect') || row.delta === null) return 'inconclusive';
  if (row.better < significance && row.delta.value > 0) return 'improved';
  return row.delta.low > -margin ? 'no-worse' : 'inconclusive';
}

/** The margin a prompt is held to: the narrowest that blocks, else the narrowest that warns, else two points. */
export function marginOf(
  prompt: string,
  gates: readonly Gate[],
  matches: (scope: string, prompt: string) => boolean,
): { readonly margin: number; readonly level: Gate['level'] } {
  const own = gates.flatMap(({ scope, level, margin }) =>
    margin !== undefined && matches(scope, prompt) ? [{ margin, level }] : [],
  );
  const blocking = own.filter(({ level }) => level === 'block');
  const [narrowest] = (blocking.length > 0 ? blocking : own).sort((a, b) => a.margin - b.margin);
  return narrowest ?? { margin: defaultMargin, level: 'block' };
}

const order: readonly RowVerdict[] = ['regressed', 'inconclusive', 'no-worse', 'improved', 'unchanged'];

/** The verdict over all rows: the worst. Nothing to compare decides nothing. */
export const worstVerdict = (verdicts: readonly RowVerdict[]): RowVerdict =>
  order.find((verdict) => verdicts.includes(verdict)) ?? 'inconclusive';
