/** Kinds of characters that tokenizers treat apart. */
export const characterKinds = [
  'letter',
  'digit',
  'sign',
  'space',
  'latin1',
  'latinExtended',
  'vietnamese',
  'greek',
  'cyrillic',
  'semitic',
  'indic',
  'thai',
  'hangul',
  'kana',
  'han',
  'other',
] as const;

export type CharacterKind = (typeof characterKinds)[number];

/** First and last UTF-16 unit of each kind; a later line wins. */
const ranges: readonly (readonly [kind: CharacterKind, first: number, last: number])[] = [
  ['sign', 0x00, 0x7f],
  ['space', 0x09, 0x0d],
  ['space', 0x20, 0x20],
  ['digit', 0x30, 0x39],
  ['letter', 0x41, 0x5a],
  ['letter', 0x61, 0x7a],
  ['latin1', 0xc0, 0xff],
  ['latinExtended', 0x100, 0x24f],
  ['vietnamese', 0x300, 0x36f],
  ['vietnamese', 0x1e00, 0x1eff],
  ['greek', 0x370, 0x3ff],
  ['greek', 0x1f00, 0x1fff],
  ['cyrillic', 0x400, 0x52f],
  ['semitic', 0x590, 0x8ff],
  ['indic', 0x900, 0xdff],
  ['thai', 0xe00, 0xeff],
  ['hangul', 0x1100, 0x11ff],
  ['hangul', 0x3130, 0x318f],
  ['hangul', 0xac00, 0xd7a3],
  ['kana', 0x3040, 0x30ff],
  ['han', 0x3400, 0x9fff],
  ['han', 0xf900, 0xfaff],
];

let table: Uint8Array | null = null;

/** Kind of each UTF-16 unit, as its index. */
function kindTable(): Uint8Array {
  const kinds = new Uint8Array(0x10000).fill(characterKinds.indexOf('other'));
  for (const [kind, first, last] of ranges) kinds.fill(characterKinds.indexOf(kind), first, last + 1);
  return kinds;
}

/** How many UTF-16 units of each kind a text has, in the order of `characterKinds`. */
export function countKinds(text: string): readonly number[] {
  table ??= kindTable();
  const counts = new Array<number>(characterKinds.length).fill(0);
  for (let at = 0; at < text.length; at += 1) {
    const kind = table[text.charCodeAt(at)] ?? 0;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
