/** Above this many pairs of lines the changed stretch is counted whole: nobody reads the exact number then. */
const maxPairs = 1_000_000;

/** How a text changed: `(-3 +5 lines) from line 2`; a change within one line is shown with its place. */
export function describeTextChange(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const start = sharedStart(old, now);
  const end = sharedEnd(old, now, start);
  const [removed, added] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  const kept = sharedLines(removed, added);
  const counts = `(-${removed.length - kept} +${added.length - kept} lines)`;
  const [was, is] = [removed[0], added[0]];
  if (removed.length !== 1 || added.length !== 1 || was === undefined || is === undefined) {
    return `${counts} from line ${start + 1}`;
  }
  const column = sharedStart([...was], [...is]);
  const excerpts = `${excerpt(was, is, column)} → ${excerpt(is, was, column)}`;
  return `${counts} at line ${start + 1}, column ${column + 1}: ${excerpts}`;
}

/** The characters of `line` that differ from `other`, with a few on either side, invisible ones spelled out. */
function excerpt(line: string, other: string, start: number): string {
  const points = [...line];
  const end = points.length - sharedEnd(points, [...other], start);
  const [from, to] = [Math.max(0, start - 12), Math.min(points.length, Math.min(end, start + 24) + 12)];
  const shown = points
    .slice(from, to)
    .join('')
    .replaceAll(/[\p{C}\p{Z}]/gu, spellOut);
  return `"${from > 0 ? '…' : ''}${shown}${to < points.length ? '…' : ''}"`;
}

function spellOut(character: string): string {
  if (character === ' ') return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count += 1;
  return count;
}

function sharedEnd(a: readonly string[], b: readonly string[], start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

/** Length of the longest common subsequence. */
function sharedLines(a: readonly string[], b: readonly string[]): number {
  if (a.length * b.length > maxPairs) return 0;
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, index) => {
      const best = line === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next.push(best);
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}
