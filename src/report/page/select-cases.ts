import type { Outcome } from '../../evals/report.ts';
import type { CaseRow } from './data.ts';

/** What stands beside the outcome of a case. */
export type Mark = 'regressed' | 'fixed' | 'other' | 'flaky' | 'critical';

export type Filter = {
  readonly query: string;
  readonly outcome: Outcome | null;
  readonly prompt: string | null;
  readonly model: string | null;
  readonly mark: Mark | null;
  readonly order: Order;
};

export type Order = 'problems' | 'file' | 'score' | 'cost';

export const noFilter: Filter = {
  query: '',
  outcome: null,
  prompt: null,
  model: null,
  mark: null,
  order: 'problems',
};

/**
 * Numbers of the cases that a filter lets through, in its order. A query's words must all be in a case's text;
 * `texts` are those of all cases, or null while they are not read, when only what the list shows is looked through.
 */
export function selectCases(
  rows: readonly CaseRow[],
  filter: Filter,
  texts: readonly string[] | null,
): readonly number[] {
  const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen: number[] = [];
  for (const [at, row] of rows.entries()) {
    if (filter.outcome !== null && row.outcome !== filter.outcome) continue;
    if (filter.prompt !== null && row.prompt !== filter.prompt) continue;
    if (filter.model !== null && row.model !== filter.model) continue;
    if (filter.mark !== null && !hasMark(row, filter.mark)) continue;
    if (words.length > 0 && !hasWords(texts?.[at] ?? shownText(row), words)) continue;
    chosen.push(at);
  }
  const before = orders[filter.order];
  return before === null ? chosen : chosen.sort((a, b) => compareRows(rows, a, b, before) || a - b);
}

export function hasMark(row: CaseRow, mark: Mark): boolean {
  switch (mark) {
    case 'regressed':
      return row.base === 'pass' && row.outcome === 'fail';
    case 'fixed':
      return row.base === 'fail' && row.outcome === 'pass';
    case 'other':
      return row.isOther;
    case 'flaky':
      return row.isFlaky;
    case 'critical':
      return row.isCritical;
  }
}

const hasWords = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.includes(word));

const shownText = ({ prompt, case: id, model, tags, why }: CaseRow): string =>
  [prompt, id, model, ...tags, why].join('\n').toLowerCase();

/** The smaller stands first; null: as the report has them. */
const orders: Readonly<Record<Order, ((row: CaseRow) => number) | null>> = {
  problems: rank,
  file: null,
  score: ({ score }) => score ?? 2,
  cost: ({ costUsd }) => -Number(costUsd ?? 0),
};

/** What broke first, then what fails, then what could not be judged. */
function rank(row: CaseRow): number {
  if (hasMark(row, 'regressed')) return row.isCritical ? 0 : 1;
  if (row.outcome === 'fail') return row.isCritical ? 2 : 3;
  if (row.outcome === 'error') return 4;
  if (row.isFlaky) return 5;
  return row.outcome === 'pass' ? 6 : 7;
}

function compareRows(
  rows: readonly CaseRow[],
  a: number,
  b: number,
  before: (row: CaseRow) => number,
): number {
  const [left, right] = [rows[a], rows[b]];
  return left && right ? before(left) - before(right) : 0;
}
