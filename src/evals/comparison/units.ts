import { createIdSet } from '../../model/id-set.ts';
import type { JournalRow } from '../journal.ts';
import type { CaseResult } from '../report.ts';
import { isOpen } from '../stand-in.ts';

/** `base`: as the prompts stood there; `head`: as they stand here. */
export type SideName = 'base' | 'head';

/** One case on one model: what is compared. Its repeats, locales and variants are added up. */
export type Unit = UnitPlan & {
  readonly base: Side;
  readonly head: Side;
  /** Fresh answers to a case that broke; those that made it suspicious never count with them. */
  readonly again: { readonly base: Side; readonly head: Side };
  /** Types of assertions that failed here. */
  readonly failed: Set<string>;
};

/** What is known of a unit before anything is asked. */
export type UnitPlan = {
  readonly prompt: string;
  readonly model: string;
  readonly case: string;
  readonly cluster: string | null;
  readonly critical: boolean;
  /** Every request is the same on both sides. */
  same: boolean;
};

/** Answers with a verdict, and jobs without one and why. */
export type Side = {
  total: number;
  passed: number;
  score: number;
  graded: boolean;
  errors: Map<string, string>;
};

export const unitKey = (prompt: string, model: string, caseId: string): string =>
  JSON.stringify([prompt, model, caseId]);

/** Folds journal rows into the units of a comparison; rows of other cases are left out. */
export function createUnits(plans: ReadonlyMap<string, UnitPlan>): {
  add(row: JournalRow): void;
  readonly units: ReadonlyMap<string, Unit>;
} {
  const units = new Map([...plans].map(([key, plan]) => [key, emptyUnit(plan)]));
  const seen = { case: createIdSet(), base: createIdSet(), again: createIdSet() };
  return {
    units,
    add(row) {
      if (row.type !== 'case' && row.type !== 'base' && row.type !== 'again') return;
      // A row's job names the case as it is called here, whatever it was called at the base.
      const [prompt, caseId, model] = JSON.parse(row.job) as [string, string, string];
      const unit = units.get(unitKey(prompt, model, caseId));
      if (!unit || row.result.outcome === 'skip') return;
      const side = sideOf(unit, row);
      const { error, fallback } = row.result;
      if (isOpen(row.result)) {
        side.errors.set(row.job, error?.message ?? `"${fallback}" answered in its place`);
        return;
      }
      const id = row.type === 'again' ? `${row.side} ${row.job}` : row.job;
      if (!seen[row.type].add(id)) return;
      side.errors.delete(row.job);
      addTo(side, row.result);
      if (row.type === 'case') for (const type of failedTypes(row.result)) unit.failed.add(type);
    },
  };
}

const emptyUnit = (plan: UnitPlan): Unit => ({
  ...plan,
  base: emptySide(),
  head: emptySide(),
  again: { base: emptySide(), head: emptySide() },
  failed: new Set(),
});

const emptySide = (): Side => ({ total: 0, passed: 0, score: 0, graded: false, errors: new Map() });

function sideOf(unit: Unit, row: Exclude<JournalRow, { type: 'run' | 'resumed' }>): Side {
  switch (row.type) {
    case 'case':
      return unit.head;
    case 'base':
      return unit.base;
    case 'again':
      return unit.again[row.side];
  }
}

function addTo(side: Side, { outcome, score }: CaseResult): void {
  side.total += 1;
  side.passed += outcome === 'pass' ? 1 : 0;
  side.score += score ?? 0;
  if (score !== null && score !== 0 && score !== 1) side.graded = true;
}

const failedTypes = ({ assertions }: CaseResult): readonly string[] =>
  assertions.flatMap(({ type, pass, weight }) => (pass === false && weight > 0 ? [type] : []));

export const rateOf = ({ passed, total }: Pick<Side, 'passed' | 'total'>): number => passed / total;
