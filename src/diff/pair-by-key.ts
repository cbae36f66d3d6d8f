/** Indexes of what nothing matched yet, on both sides. */
export type Unpaired = { readonly before: Set<number>; readonly after: Set<number> };

export type Pair = { readonly before: number; readonly after: number };

export const allUnpaired = (before: readonly unknown[], after: readonly unknown[]): Unpaired => ({
  before: new Set(before.keys()),
  after: new Set(after.keys()),
});

/**
 * Takes out of `rest` what is alike by its key, each once and in order; a key of null is like nothing. Linear: files
 * are untrusted, and may hold ten thousand of anything.
 */
export function pairByKey<Item>(
  rest: Unpaired,
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string | null,
): readonly Pair[] {
  const waiting = new Map<string, number[]>();
  for (const index of [...rest.after].reverse()) {
    const key = keyAt(after, index, keyOf);
    if (key === null) continue;
    const indexes = waiting.get(key);
    if (indexes) indexes.push(index);
    else waiting.set(key, [index]);
  }
  const pairs: Pair[] = [];
  for (const index of [...rest.before]) {
    const key = keyAt(before, index, keyOf);
    const partner = key === null ? undefined : waiting.get(key)?.pop();
    if (partner === undefined) continue;
    rest.before.delete(index);
    rest.after.delete(partner);
    pairs.push({ before: index, after: partner });
  }
  return pairs;
}

function keyAt<Item>(
  items: readonly Item[],
  index: number,
  keyOf: (item: Item) => string | null,
): string | null {
  const item = items[index];
  return item === undefined ? null : keyOf(item);
}
