/** How often each word of a text stands in it. */
export type Words = ReadonlyMap<string, number>;

export function wordsOf(text: string): Words {
  const counts = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Share of words that two texts have in common, from 0 to 1 (Dice's coefficient over words with their counts). */
export function similarity(a: Words, b: Words): number {
  const total = sizeOf(a) + sizeOf(b);
  if (total === 0) return 1;
  let shared = 0;
  for (const [word, count] of a) shared += Math.min(count, b.get(word) ?? 0);
  return (2 * shared) / total;
}

const sizeOf = (words: Words): number => [...words.values()].reduce((sum, count) => sum + count, 0);
