import { hash } from 'node:crypto';

/**
 * Bottom-k sample: of all items, those whose SHA-256 over `<seed>\n<id>` is among the `size` smallest, in the order they
 * came. It depends on nothing but seed and ids, holds at most `size` items, and a new item pushes out at most one.
 */
export async function* sampleById<Item extends { readonly id: string }>(
  items: AsyncIterable<Item>,
  size: number,
  seed: number,
): AsyncIterable<Item> {
  type Held = { readonly item: Item; readonly rank: string; readonly order: number };
  const heap: Held[] = [];
  let order = 0;
  for await (const item of items) {
    const held = { item, rank: hash('sha256', `${seed}\n${item.id}`, 'hex'), order };
    order += 1;
    if (heap.length < size) {
      heap.push(held);
      siftUp(heap);
    } else if (heap[0] && held.rank < heap[0].rank) {
      heap[0] = held;
      siftDown(heap);
    }
  }
  for (const held of heap.sort((a, b) => a.order - b.order)) yield held.item;
}

/** A heap with the largest rank on top: the one that leaves next. */
type Ranked = { readonly rank: string };

function siftUp(heap: Ranked[]): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!swapIfLess(heap, parent, at)) return;
    at = parent;
  }
}

function siftDown(heap: Ranked[]): void {
  let at = 0;
  for (;;) {
    const left = at * 2 + 1;
    const right = left + 1;
    const larger = (heap[right]?.rank ?? '') > (heap[left]?.rank ?? '') ? right : left;
    if (!swapIfLess(heap, at, larger)) return;
    at = larger;
  }
}

function swapIfLess(heap: Ranked[], upper: number, lower: number): boolean {
  const [above, below] = [heap[upper], heap[lower]];
  if (!above || !below || above.rank >= below.rank) return false;
  heap[upper] = below;
  heap[lower] = above;
  return true;
}
