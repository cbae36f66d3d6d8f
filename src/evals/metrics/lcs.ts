import { assertionError } from '../assertion.ts';

/** Products of the two lengths: about a second of work, and a table of 100 MB. */
const maxWork = 4e8;
const maxTable = 2.5e7;

/** Throws an assertion error where two lists are too long to be compared unit by unit. */
export function refuseWork(a: number, b: number, most = maxWork): void {
  if (a * b <= most) return;
  throw assertionError('assertion-limit', 'The texts are too long for their longest common subsequence.');
}

/** Length of the longest common subsequence of two lists: two rows of the table. */
export function lcsLength(a: readonly string[], b: readonly string[]): number {
  refuseWork(a.length, b.length);
  let before = new Uint32Array(b.length + 1);
  let row = new Uint32Array(b.length + 1);
  for (const unit of a) {
    for (let at = 1; at <= b.length; at += 1) {
      row[at] = unit === b[at - 1] ? (before[at - 1] ?? 0) + 1 : Math.max(before[at] ?? 0, row[at - 1] ?? 0);
    }
    [before, row] = [row, before];
  }
  return before[b.length] ?? 0;
}

/** Indices into `a` of one longest common subsequence, last first. Of several, the one ROUGE-1.5.5 reads out. */
export function lcsIndices(a: readonly string[], b: readonly string[]): readonly number[] {
  refuseWork(a.length, b.length, maxTable);
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const length = (row: number, column: number): number => table[row * width + column] ?? 0;
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      table[row * width + column] =
        a[row - 1] === b[column - 1]
          ? length(row - 1, column - 1) + 1
          : Math.max(length(row - 1, column), length(row, column - 1));
    }
  }
  const indices: number[] = [];
  let [row, column] = [a.length, b.length];
  while (row > 0 && column > 0) {
    if (a[row - 1] === b[column - 1]) {
      indices.push(row - 1);
      row -= 1;
      column -= 1;
    } else if (length(row, column - 1) > length(row - 1, column)) column -= 1;
    else row -= 1;
  }
  return indices;
}
