import type { Vocabulary } from './vocabulary.ts';

/** Lists over the offsets of a piece; they grow with the longest one. */
type Parts = { readonly next: Int32Array; readonly before: Int32Array; readonly rankAt: Int32Array };

const partsOf = (length: number): Parts => ({
  next: new Int32Array(length),
  before: new Int32Array(length),
  rankAt: new Int32Array(length),
});

/**
 * Counts the tokens of one piece, the first `length` bytes, in n log n: the adjacent pair of lowest rank is merged
 * first, the left one of equals, as byte pair encoding is defined. A hostile word of a million letters takes a second.
 */
export function createMerge({ rankOf }: Vocabulary): (bytes: Uint8Array, length: number) => number {
  let parts = partsOf(256);
  return (bytes, length) => {
    if (parts.next.length <= length) parts = partsOf(2 * length);
    return countMerged(bytes, length, parts, rankOf);
  };
}

function countMerged(
  bytes: Uint8Array,
  length: number,
  { next, before, rankAt }: Parts,
  rankOf: Vocabulary['rankOf'],
): number {
  const queue = createQueue();
  const consider = (at: number): void => {
    const middle = next[at] ?? length;
    const rank = middle < length ? rankOf(bytes, at, next[middle] ?? length) : -1;
    rankAt[at] = rank;
    // Rank first, then position: both in one number, since ranks stay below 2^18 and positions below 2^32.
    if (rank !== -1) queue.push(rank * 2 ** 32 + at);
  };
  // Where each part begins, where the next one does, where the one before did.
  for (let at = 0; at <= length; at += 1) {
    next[at] = at + 1;
    before[at] = at - 1;
  }
  for (let at = 0; at < length; at += 1) consider(at);
  let count = length;
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const at = top % 2 ** 32;
    // Stale: the pair that began here was merged or its rank has changed since.
    if (rankAt[at] !== Math.floor(top / 2 ** 32)) continue;
    const gone = next[at] ?? length;
    const after = next[gone] ?? length;
    rankAt[gone] = -1;
    next[at] = after;
    before[after] = at;
    count -= 1;
    consider(at);
    if (at > 0) consider(before[at] ?? 0);
  }
  return count;
}

/** A binary heap of numbers, smallest first. */
function createQueue(): { push(value: number): void; pop(): number | undefined } {
  const heap: number[] = [];
  const at = (index: number): number => heap[index] ?? Number.POSITIVE_INFINITY;
  return {
    push(value) {
      let index = heap.push(value) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (at(parent) <= value) break;
        heap[index] = at(parent);
        index = parent;
      }
      heap[index] = value;
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return top;
      let index = 0;
      for (let child = 1; child < heap.length; child = 2 * index + 1) {
        if (at(child + 1) < at(child)) child += 1;
        if (at(child) >= last) break;
        heap[index] = at(child);
        index = child;
      }
      heap[index] = last;
      return top;
    },
  };
}
