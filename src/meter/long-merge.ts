import type { Count, EncodingName } from './encoding.ts';

/** A token's bytes as text where they are UTF-8, else as numbers; tokens without bytes are holes. */
type Ranks = readonly (string | readonly number[] | undefined)[];

const merges = new Map<EncodingName, Count>();

/**
 * Counts the tokens of one long piece in n log n: the adjacent pair of lowest rank is merged first, the left one of
 * equals, as in the definition of byte pair encoding. The table of ranks is built with the first long piece.
 */
export async function loadLongMerge(name: EncodingName): Promise<Count> {
  const ranks = await loadRanks(name);
  let table: ReadonlyMap<string, number> | null = null;
  const merge: Count = (piece) => {
    table ??= tableOf(ranks);
    return countMerged(piece, table);
  };
  const known = merges.get(name) ?? merge;
  merges.set(name, known);
  return known;
}

async function loadRanks(name: EncodingName): Promise<Ranks> {
  switch (name) {
    case 'o200k_base':
      return (await import('gpt-tokenizer/bpeRanks/o200k_base')).default;
    case 'cl100k_base':
      return (await import('gpt-tokenizer/bpeRanks/cl100k_base')).default;
    case 'p50k_base':
      return (await import('gpt-tokenizer/bpeRanks/p50k_base')).default;
    case 'r50k_base':
      return (await import('gpt-tokenizer/bpeRanks/r50k_base')).default;
  }
}

/** Bytes, one character each, to rank. */
function tableOf(ranks: Ranks): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  ranks.forEach((token, rank) => {
    if (token !== undefined) table.set(Buffer.from(token as string).toString('latin1'), rank);
  });
  return table;
}

function countMerged(piece: string, table: ReadonlyMap<string, number>): number {
  const bytes = Buffer.from(piece, 'utf8').toString('latin1');
  const length = bytes.length;
  // Parts are a linked list over byte offsets: where each begins, where the next one does, where the one before did.
  const next = Int32Array.from({ length: length + 1 }, (_, at) => at + 1);
  const before = Int32Array.from({ length: length + 1 }, (_, at) => at - 1);
  const rankAt = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  const queue = createQueue();
  const consider = (at: number): void => {
    const middle = next[at] ?? length;
    const end = middle < length ? (next[middle] ?? length) : -1;
    const rank = end === -1 ? undefined : table.get(bytes.slice(at, end));
    rankAt[at] = rank ?? Number.POSITIVE_INFINITY;
    // Rank first, then position: both in one number, since ranks stay below 2^18 and positions below 2^32.
    if (rank !== undefined) queue.push(rank * 2 ** 32 + at);
  };
  for (let at = 0; at < length - 1; at += 1) consider(at);
  let parts = length;
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const at = top % 2 ** 32;
    // Stale: the pair that began here was merged or its rank has changed since.
    if (rankAt[at] !== Math.floor(top / 2 ** 32)) continue;
    const gone = next[at] ?? length;
    const after = next[gone] ?? length;
    rankAt[gone] = Number.POSITIVE_INFINITY;
    next[at] = after;
    before[after] = at;
    parts -= 1;
    consider(at);
    if (at > 0) consider(before[at] ?? 0);
  }
  return parts;
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
