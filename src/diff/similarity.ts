/** Share of words that two texts have in common, from 0 to 1 (Dice's coefficient over words with their counts). */
export function similarity(a: string, b: string): number {
  const [left, right] = [wordCounts(a), wordCounts(b)];
  const total = sizeOf(left) + sizeOf(right);
  if (total === 0) return 1;
  let shared = 0;
  for (const [word, count] of left) shared += Math.min(count, right.get(word) ?? 0);
  return (2 * shared) / total;
}

function wordCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const sizeOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
