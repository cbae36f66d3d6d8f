import { diffLines } from 'diff';
import { type DiffPiece, diffWords, maxEditLength } from './word-diff.ts';

/** One row of a drawn difference; `gap` stands for equal rows left out. */
export type DiffRow =
  | { readonly kind: 'same' | 'removed' | 'added'; readonly pieces: readonly DiffPiece[] }
  | { readonly kind: 'gap'; readonly rows: number };

const context = 2;
const maxRows = 60;
const maxCharacters = 100_000;

/** What must go (expected) and what came instead (actual), with the changed words marked and equal rows collapsed. */
export function diffTexts(expected: string, actual: string): readonly DiffRow[] {
  const [before, after] = [expected.slice(0, maxCharacters), actual.slice(0, maxCharacters)];
  if (!before.includes('\n') && !after.includes('\n')) return bounded(wordRows(before, after));
  const changes = changesOf(before, after);
  if (!changes) return bounded([...rowsOf(before, 'removed'), ...rowsOf(after, 'added')]);
  const rows: DiffRow[] = [];
  for (const [index, change] of changes.entries()) {
    const next = changes[index + 1];
    const text = change.value.replace(/\n$/, '');
    if (change.removed && next?.added && !/\n./.test(text) && !/\n./.test(next.value.trimEnd())) {
      rows.push(...wordRows(text, next.value.replace(/\n$/, '')));
      changes[index + 1] = { ...next, value: '', added: false, removed: false, count: 0 };
    } else if (change.count > 0) {
      rows.push(...rowsOf(text, change.removed ? 'removed' : change.added ? 'added' : 'same'));
    }
  }
  return bounded(collapse(rows));
}

/** The lines that went, and those that came. Texts with nothing in common: all of them. */
export function changedLines(
  expected: string,
  actual: string,
): { readonly went: string; readonly came: string } {
  const changes = changesOf(expected.slice(0, maxCharacters), actual.slice(0, maxCharacters));
  if (!changes) return { went: expected, came: actual };
  const linesOf = (what: 'removed' | 'added') =>
    changes.map((change) => (change[what] ? change.value : '')).join('');
  return { went: linesOf('removed'), came: linesOf('added') };
}

const changesOf = (before: string, after: string) =>
  diffLines(`${before}\n`, `${after}\n`, { maxEditLength });

const rowsOf = (text: string, kind: 'same' | 'removed' | 'added'): readonly DiffRow[] =>
  text.split('\n').map((row) => ({ kind, pieces: [{ text: row, changed: false }] }));

function wordRows(before: string, after: string): readonly DiffRow[] {
  const words = diffWords(before, after);
  if (!words) return [...rowsOf(before, 'removed'), ...rowsOf(after, 'added')];
  return [
    { kind: 'removed', pieces: words.before },
    { kind: 'added', pieces: words.after },
  ];
}

/** Equal rows further than two from a change become one gap. */
function collapse(rows: readonly DiffRow[]): readonly DiffRow[] {
  const near = new Set<number>();
  for (const [index, row] of rows.entries()) {
    if (row.kind === 'same') continue;
    for (let i = index - context; i <= index + context; i++) near.add(i);
  }
  const shown: DiffRow[] = [];
  let skipped = 0;
  for (const [index, row] of rows.entries()) {
    if (near.has(index)) {
      if (skipped > 0) shown.push({ kind: 'gap', rows: skipped });
      skipped = 0;
      shown.push(row);
    } else skipped++;
  }
  if (skipped > 0) shown.push({ kind: 'gap', rows: skipped });
  return shown;
}

const bounded = (rows: readonly DiffRow[]): readonly DiffRow[] =>
  rows.length <= maxRows ? rows : [...rows.slice(0, maxRows), { kind: 'gap', rows: rows.length - maxRows }];
