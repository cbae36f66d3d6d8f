import { fisherFewer } from '../statistics/fisher.ts';
import { holm } from '../statistics/holm.ts';
import { round, wilson } from '../statistics/wilson.ts';
import { rateOf, type Side, type SideName, type Unit } from './units.ts';

/** Fresh answers asked for on each side of a case that went from pass to fail. */
export const freshAnswers = 10;

/**
 * Chance that a case that is as it was is called broken. Smaller than what the comparison itself allows, so that both
 * together stay within five in a hundred.
 */
const confirms = 0.01;

/** More cases than this are not asked again: where so many break, the comparison says so itself. */
export const maxBroken = 20;

export type BrokenCase = {
  readonly prompt: string;
  readonly model: string;
  readonly case: string;
  readonly critical: boolean;
  /** Fresh answers; null: none were asked for. */
  readonly base: Passes | null;
  readonly head: Passes | null;
  /** One-sided, over all broken cases of the run (Fisher, Holm); null: none were asked for. */
  readonly p: number | null;
  /** `suspect`: nobody could be asked again. `sure`: the answer's form is wrong, which needs no second opinion. */
  readonly status: 'confirmed' | 'sure' | 'cleared' | 'suspect';
};

export type Passes = { readonly passed: number; readonly total: number };

/** Cases that passed mostly at the base and fail mostly here, and whose request has changed. */
export const brokenUnits = (units: Iterable<Unit>): readonly Unit[] =>
  [...units].filter(
    ({ same, base, head }) =>
      !same && base.total > 0 && head.total > 0 && rateOf(base) > 0.5 && rateOf(head) < 0.5,
  );

/** What fresh answers say of the broken cases. `isForm`: whether an assertion's type looks at an answer's form. */
export function judgeBroken(
  broken: readonly Unit[],
  isForm: (type: string) => boolean,
): readonly BrokenCase[] {
  const asked = broken.filter(({ again }) => again.base.total > 0 && again.head.total > 0);
  const ps = holm(asked.map(({ again }) => fisherFewer(again.head, again.base)));
  return broken.map((unit) => {
    const index = asked.indexOf(unit);
    const p = index < 0 ? null : round(ps[index] ?? 1);
    const { prompt, model, case: id, critical, again } = unit;
    const status = isSure(unit, isForm)
      ? 'sure'
      : p === null
        ? 'suspect'
        : p < confirms
          ? 'confirmed'
          : 'cleared';
    return {
      prompt,
      model,
      case: id,
      critical,
      base: p === null ? null : passesOf(again.base),
      head: p === null ? null : passesOf(again.head),
      p,
      status,
    };
  });
}

/** A critical case whose answer has the wrong form, each time it was asked. */
export const isSure = ({ critical, head, failed }: Unit, isForm: (type: string) => boolean): boolean =>
  critical && head.passed === 0 && [...failed].some(isForm);

const passesOf = ({ passed, total }: Side): Passes => ({ passed, total });

export type FlakyCase = Passes & {
  readonly prompt: string;
  readonly model: string;
  readonly case: string;
  readonly side: SideName;
  /** Of the share that passes, 95 %. */
  readonly low: number;
  readonly high: number;
};

/** Cases that answer one and the same request now well, now badly. */
export function flakyCases(units: Iterable<Unit>): readonly FlakyCase[] {
  return [...units].flatMap((unit) =>
    (['base', 'head'] as const).flatMap((side) => {
      const passed = unit[side].passed + unit.again[side].passed;
      const total = unit[side].total + unit.again[side].total;
      if (passed === 0 || passed === total) return [];
      const { low = 0, high = 1 } = wilson(passed / total, total) ?? {};
      const { prompt, model, case: id } = unit;
      return [{ prompt, model, case: id, side, passed, total, low, high }];
    }),
  );
}
