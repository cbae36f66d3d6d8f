import type { Money } from '../meter/money.ts';
import { createIdSet } from '../model/id-set.ts';
import { byCodePoint } from '../model/order.ts';
import type { JournalRow } from './journal.ts';
import type { CaseResult, PromptSummary, Totals } from './report.ts';
import { addTo, type Group, groupOf, paidFor, plus, type Sums, summariesOf, totalsOf } from './sums.ts';

/** Above this many, a report leaves out the passed and skipped cases; the journal has them. */
const maxResults = 10_000;

/** What the rows of a journal add up to. Adding them in another order gives the same sums. */
export type Tally = {
  add(row: JournalRow): void;
  readonly rows: number;
  /** The `run` row; null: none was added yet. */
  readonly run: Extract<JournalRow, { type: 'run' }> | null;
  readonly resumed: boolean;
  /** Jobs that have a row. */
  readonly jobs: number;
  totals(): Totals;
  summaries(): readonly PromptSummary[];
  groups(): readonly Group[];
  results(): { readonly results: readonly CaseResult[]; readonly omitted: number };
};

/** Folds journal rows. A job that was errored and asked again counts once, with its last row; all it cost is kept. */
export function createTally(): Tally {
  const finished = createIdSet();
  const errored = new Map<string, CaseResult>();
  const sums = new Map<string, Sums>();
  let kept: CaseResult[] = [];
  let [rows, final, resumed]: [number, number, boolean] = [0, 0, false];
  let run: Tally['run'] = null;
  let paid: Money | null = 0n;

  const keep = (result: CaseResult): void => {
    final += 1;
    if (final <= maxResults || result.outcome === 'fail') kept.push(result);
    if (final === maxResults + 1) kept = kept.filter(isWorthKeeping);
  };
  const addCase = (job: string, result: CaseResult): void => {
    paid = plus(paid, paidFor(result));
    if (result.outcome === 'error') {
      errored.set(job, result);
      return;
    }
    if (!finished.add(job)) return;
    errored.delete(job);
    keep(result);
    addTo(sums, result);
  };
  const withErrors = (): readonly Sums[] => {
    const all = new Map([...sums].map(([key, value]) => [key, structuredClone(value)]));
    for (const result of errored.values()) addTo(all, result);
    return [...all.entries()].sort(([a], [b]) => byCodePoint(a, b)).map(([, value]) => value);
  };
  return {
    add(row) {
      rows += 1;
      switch (row.type) {
        case 'run':
          run = row;
          return;
        case 'resumed':
          resumed = true;
          return;
        case 'case':
          addCase(row.job, row.result);
      }
    },
    get rows() {
      return rows;
    },
    get run() {
      return run;
    },
    get resumed() {
      return resumed;
    },
    get jobs() {
      return final + errored.size;
    },
    totals: () => totalsOf(withErrors(), paid),
    summaries: () => summariesOf(withErrors()),
    groups: () => withErrors().map(groupOf),
    results() {
      const jobs = final + errored.size;
      const held = [...kept, ...errored.values()].sort(compareResults);
      const results = jobs > maxResults ? held.filter(isWorthKeeping) : held;
      return { results, omitted: jobs - results.length };
    },
  };
}

const isWorthKeeping = ({ outcome }: CaseResult): boolean => outcome === 'fail' || outcome === 'error';

/** As in the test file: by prompt, then where the case stands, then model, locale, variant and repeat. */
function compareResults(a: CaseResult, b: CaseResult): number {
  return (
    byCodePoint(a.prompt, b.prompt) ||
    byCodePoint(a.at.path, b.at.path) ||
    a.at.line - b.at.line ||
    a.at.column - b.at.column ||
    byCodePoint(a.case, b.case) ||
    byCodePoint(a.model, b.model) ||
    byCodePoint(a.locale ?? '', b.locale ?? '') ||
    byCodePoint(a.variant ?? '', b.variant ?? '') ||
    a.repeat - b.repeat
  );
}
