import { hash } from 'node:crypto';

/**
 * Remembers which ids were seen, in 16 to 32 bytes an id: 64 bits of each one's SHA-1 in an open-addressed table.
 * Two different ids among a million are taken for one with a chance of 3 in 100 million.
 */
export function createIdSet(): { add(id: string): boolean } {
  let slots = new Uint32Array(2 * 1024);
  let size = 0;
  const grow = () => {
    const old = slots;
    slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0, low = 0] = [old[at], old[at + 1]];
      if (high !== 0 || low !== 0) insert(slots, high, low);
    }
  };
  return {
    /** False: it was there already. */
    add(id) {
      const digest = hash('sha1', id, 'hex');
      const high = Number.parseInt(digest.slice(0, 8), 16);
      // Zero in both halves marks a free slot.
      const low = Number.parseInt(digest.slice(8, 16), 16) || 1;
      if (!insert(slots, high, low)) return false;
      size += 1;
      if (size * 4 > slots.length) grow();
      return true;
    },
  };
}

function insert(slots: Uint32Array, high: number, low: number): boolean {
  const mask = slots.length / 2 - 1;
  for (let slot = low & mask; ; slot = (slot + 1) & mask) {
    const at = slot * 2;
    if (slots[at] === high && slots[at + 1] === low) return false;
    if (slots[at] === 0 && slots[at + 1] === 0) {
      slots[at] = high;
      slots[at + 1] = low;
      return true;
    }
  }
}
