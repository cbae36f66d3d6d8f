import type { Money } from '../meter/money.ts';
import { createIdSet } from '../model/id-set.ts';
import { byCodePoint } from '../model/order.ts';
import type { JournalRow } from './journal.ts';
import type { BaseAnswer, CaseResult, PromptSummary, ReportedCase, Totals } from './report.ts';
import { isOpen } from './stand-in.ts';
import { addTo, type Group, groupOf, paidFor, plus, type Sums, summariesOf, totalsOf } from './sums.ts';

/** Above this many, a report leaves out the passed and skipped cases; the journal has them. */
const reportedResults = 10_000;

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
  results(): { readonly results: readonly ReportedCase[]; readonly omitted: number };
};

type State = {
  readonly maxResults: number;
  readonly finished: { add(job: string): boolean };
  /** To be asked again on resume. */
  readonly open: Map<string, CaseResult>;
  /** Of the other jobs; these are added when they are asked for. */
  readonly sums: Map<string, Sums>;
  /** By job. */
  readonly kept: Map<string, CaseResult>;
  /** By job, what stands in the report beside a case: answers at the base. */
  readonly bases: Map<string, CaseResult>;
  final: number;
  paid: Money | null;
};

/** Folds journal rows. A job that was open and asked again counts once, with its last row; all it cost is kept. */
export function createTally(maxResults = reportedResults): Tally {
  const state: State = {
    maxResults,
    finished: createIdSet(),
    open: new Map(),
    sums: new Map(),
    kept: new Map(),
    bases: new Map(),
    final: 0,
    paid: 0n,
  };
  let [rows, resumed]: [number, boolean] = [0, false];
  let run: Tally['run'] = null;
  return {
    add(row) {
      rows += 1;
      if (row.type === 'run') run = row;
      else if (row.type === 'resumed') resumed = true;
      else if (row.type === 'case') addCase(state, row.job, row.result);
      else addBeside(state, row);
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
      return state.final + state.open.size;
    },
    totals: () => totalsOf(sumsOf(state), state.paid),
    summaries: () => summariesOf(sumsOf(state)),
    groups: () => sumsOf(state).map(groupOf),
    results: () => resultsOf(state),
  };
}

function addCase(state: State, job: string, result: CaseResult): void {
  state.paid = plus(state.paid, paidFor(result));
  if (isOpen(result)) {
    state.open.set(job, result);
    return;
  }
  if (!state.finished.add(job)) return;
  state.open.delete(job);
  addTo(state.sums, result);
  state.final += 1;
  const { maxResults } = state;
  if (state.final <= maxResults || result.outcome === 'fail') state.kept.set(job, result);
  if (state.final === maxResults + 1) dropPassed(state);
}

/** A row of the other side. A job's answer there comes after its own here: nothing else is worth holding. */
function addBeside(state: State, row: Extract<JournalRow, { type: 'base' | 'again' }>): void {
  const { kept, open, bases } = state;
  state.paid = plus(state.paid, paidFor(row.result));
  if (row.type !== 'base' || (!kept.has(row.job) && !open.has(row.job))) return;
  const known = bases.get(row.job);
  if (!known || isOpen(known)) bases.set(row.job, row.result);
}

function dropPassed({ kept, bases }: State): void {
  for (const [job, result] of kept) {
    if (isWorthKeeping(result)) continue;
    kept.delete(job);
    bases.delete(job);
  }
}

/** Sorted, open jobs included. */
function sumsOf({ sums, open }: State): readonly Sums[] {
  const all = new Map([...sums].map(([key, value]) => [key, structuredClone(value)]));
  for (const result of open.values()) addTo(all, result);
  return [...all.entries()].sort(([a], [b]) => byCodePoint(a, b)).map(([, value]) => value);
}

function resultsOf({ final, kept, open, bases, maxResults }: State): ReturnType<Tally['results']> {
  const jobs = final + open.size;
  const held = [...kept, ...open].map(([job, result]) => besideBase(result, bases.get(job)));
  const results = (jobs > maxResults ? held.filter(isWorthKeeping) : held).sort(compareResults);
  return { results, omitted: jobs - results.length };
}

function besideBase(result: CaseResult, base: CaseResult | undefined): ReportedCase {
  if (!base) return result;
  const { outcome, score, costUsd, output } = base;
  const answer: BaseAnswer = { outcome, score, costUsd, ...(output === result.output ? {} : { output }) };
  return { ...result, base: answer };
}

const isWorthKeeping = (result: CaseResult): boolean => result.outcome === 'fail' || isOpen(result);

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
