/** The tokens of one encoding, and how it cuts a text into the pieces that are merged on their own. */
export type Vocabulary = {
  /** Matches the pieces of a text one after the other. */
  piecesOf(text: string): RegExp;
  /** When a token with these bytes is merged: the lower, the sooner; -1 where there is no such token. */
  rankOf(bytes: Uint8Array, from: number, to: number): number;
};

/** Numbers before the tables: how many tokens, slots of the table, bytes of all tokens, bytes of the pattern. */
const headerLength = 4;
/** A slot holds a rank plus one, and above it the upper bits of the hash, so that few tokens are compared in vain. */
const rankBits = 18;
const rankMask = (1 << rankBits) - 1;

/** Of the bytes from `from` to `to`: FNV-1a, whose upper and lower bits are both mixed. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

/**
 * A vocabulary as one file whose tables are used where they are read: tokens by rank, where each begins, and a hash
 * table of ranks. Building such tables at every start takes longer than all that most runs count.
 */
export function packVocabulary(tokens: readonly Uint8Array[], pattern: RegExp): Buffer {
  if (tokens.length >= rankMask)
    throw new RangeError(`${tokens.length} tokens do not fit into ${rankBits} bits.`);
  const starts = new Uint32Array(tokens.length + 1);
  for (const [rank, { length }] of tokens.entries()) starts[rank + 1] = (starts[rank] ?? 0) + length;
  const bytes = Buffer.concat(tokens);
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(tokens.length * 1.25)));
  for (let rank = 0; rank < tokens.length; rank += 1) {
    const hash = hashOf(bytes, starts[rank] ?? 0, starts[rank + 1] ?? 0);
    let slot = hash & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = (hash & ~rankMask) | (rank + 1);
  }
  const source = Buffer.from(pattern.source);
  const header = Uint32Array.of(tokens.length, slots.length, bytes.length, source.length);
  const numbers = [header, starts, slots].map(littleEndian);
  return Buffer.concat([...numbers, bytes, source]);
}

/** Reads what {@link packVocabulary} made, or no more than its first `most` tokens. */
export function readVocabulary(packed: Buffer, most = Number.POSITIVE_INFINITY): Vocabulary {
  if (!isLittleEndian) swapNumbers(packed);
  const numbers = (at: number, length: number) =>
    new Uint32Array(packed.buffer, packed.byteOffset + 4 * at, length);
  const [count = 0, size = 0, byteLength = 0, patternLength = 0] = numbers(0, headerLength);
  const starts = numbers(headerLength, count + 1);
  const slots = numbers(headerLength + count + 1, size);
  const from = 4 * (headerLength + count + 1 + size);
  const bytes = packed.subarray(from, from + byteLength);
  const pattern = packed.toString('utf8', from + byteLength, from + byteLength + patternLength);
  return { piecesOf: createPieces(pattern), rankOf };

  function rankOf(text: Uint8Array, start: number, end: number): number {
    const hash = hashOf(text, start, end);
    for (let slot = hash & (size - 1); ; slot = (slot + 1) & (size - 1)) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return -1;
      if ((entry ^ hash) >>> rankBits !== 0) continue;
      const rank = (entry & rankMask) - 1;
      if (isToken(rank, text, start, end)) return rank < most ? rank : -1;
    }
  }

  function isToken(rank: number, text: Uint8Array, start: number, end: number): boolean {
    const first = starts[rank] ?? 0;
    if ((starts[rank + 1] ?? 0) - first !== end - start) return false;
    for (let at = start; at < end; at += 1) if (bytes[first + at - start] !== text[at]) return false;
    return true;
  }
}

/** What ASCII has of the classes that the patterns name. */
const asciiOf: Readonly<Record<string, string>> = {
  L: 'A-Za-z',
  Lu: 'A-Z',
  Ll: 'a-z',
  Lt: '',
  Lm: '',
  Lo: '',
  M: '',
  N: '0-9',
};

/** To compile all of Unicode takes 5 ms, longer than most runs count: a text of ASCII has a pattern of its own. */
function createPieces(pattern: string): Vocabulary['piecesOf'] {
  const ascii = new RegExp(inAscii(pattern), 'gu');
  let unicode: RegExp | null = null;
  return (text) => {
    if (!beyondAscii.test(text)) return ascii;
    unicode ??= new RegExp(pattern, 'gu');
    return unicode;
  };
}

const beyondAscii = /[^\0-\x7f]/;

/** A pattern that matches in texts of ASCII what the other one does. */
const inAscii = (pattern: string): string =>
  pattern.replace(/\[[^\]]*\]|\\p\{\w+\}/g, (set) => {
    const held = set.replace(/\\p\{(\w+)\}/g, (name, kind: string) => asciiOf[kind] ?? name);
    return set.startsWith('[') ? held : `[${held}]`;
  });

function littleEndian(table: Uint32Array): Buffer {
  const bytes = Buffer.from(table.buffer);
  return isLittleEndian ? bytes : bytes.swap32();
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function swapNumbers(packed: Buffer): void {
  const header = packed.subarray(0, 4 * headerLength).swap32();
  const [count, size] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  packed.subarray(4 * headerLength, 4 * (headerLength + count + 1 + size)).swap32();
}
