/** How often each n-gram stands in a list of words or characters. */
export type Counts = ReadonlyMap<string, number>;

/** The n-grams of one length; none where the list is shorter. */
export function countNgrams(units: readonly string[], length: number): Counts {
  const counts = new Map<string, number>();
  for (let at = 0; at + length <= units.length; at += 1) {
    // No unit has a NUL of its own: words are cut at none, and an answer with one only joins what it holds.
    const ngram = units.slice(at, at + length).join('\0');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams a list of so many units has. */
export const ngramsIn = (units: readonly string[], length: number): number =>
  Math.max(0, units.length - length + 1);

/** Size of the intersection of two multisets. */
export function sharedCount(a: Counts, b: Counts): number {
  let shared = 0;
  for (const [ngram, count] of a) shared += Math.min(count, b.get(ngram) ?? 0);
  return shared;
}

/** 2PR / (P + R), 0 where both are 0. */
export const harmonicMean = (precision: number, recall: number): number =>
  precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
