/** A run of characters that show nothing. Offsets in UTF-16 units. */
export type Hidden = {
  readonly at: number;
  readonly end: number;
  readonly count: number;
  readonly name: string;
};

/** Kinds of characters that show nothing. A run is of one kind: each has its own good reasons. */
const kinds: readonly (readonly [name: string, pattern: string])[] = [
  ['bidirectional control', '[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+'],
  ['tag character', '[\\u{e0000}-\\u{e007f}]+'],
  ['zero-width character', '\\ufe0f?\\u200d(?![\\u200b-\\u200d\\u2060\\ufeff])'],
  ['zero-width character', '[\\u200b-\\u200d\\u2060\\ufeff\\u180e]+'],
  ['variation selector', '[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]+'],
  [
    'invisible character',
    '[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2061-\\u2065\\u206a-\\u206f\\u3164\\uffa0\\ufff9-\\ufffb\\u{1d173}-\\u{1d17a}]+',
  ],
];

const suspect = new RegExp(kinds.map(([, pattern]) => `(${pattern})`).join('|'), 'gu');

/** Every run of hidden characters that its surroundings do not explain. */
export function* hiddenIn(text: string): Generator<Hidden> {
  if (text.search(suspect) < 0) return;
  const isDirectionFine = directionCheck(text);
  for (const match of text.matchAll(suspect)) {
    const [run] = match;
    const at = match.index;
    const end = at + run.length;
    const isFine = isDirection.test(run) ? isDirectionFine(run, at) : isExplained(run, text, at, end);
    if (isFine) continue;
    const [name] = kinds[match.slice(1).findIndex((group) => group !== undefined)] ?? ['invisible character'];
    yield { at, end, count: [...run].length, name: `${nameOf(run, name)} ${codeOf(run)}` };
  }
}

const isDirection = /^[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const nameOf = (run: string, kind: string): string =>
  /^[\u061c\u200e\u200f]/.test(run) ? 'direction mark' : kind;

const codeOf = (run: string): string =>
  `U+${(run.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

function isExplained(run: string, text: string, at: number, end: number): boolean {
  const before = lastCharacter(text.slice(Math.max(0, at - 2), at));
  const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
  if (run === '\ufeff' && at === 0) return true; // a byte order mark has its own rule
  if (/^[\u{e0000}-\u{e007f}]/u.test(run)) return before === '\u{1f3f4}' && isRegion(run);
  if (/^[\ufe00-\ufe0f]$/.test(run)) return before !== '' && !/[\s\p{Cc}]/u.test(before);
  if (/^[\u{e0100}-\u{e01ef}]$/u.test(run)) return /\p{Script=Han}/u.test(before);
  if (/^\ufe0f?\u200d$/.test(run)) return isJoined(run, before, after);
  if (run === '\u200c') return joining.test(before) || joining.test(after);
  if (/^\u200b+$/.test(run)) return spaceless.test(before) || spaceless.test(after);
  if (/^[\u115f\u1160]+$/.test(run)) return /\p{Script=Hangul}/u.test(before + after);
  if (/^[\u17b4\u17b5]$/.test(run)) return /\p{Script=Khmer}/u.test(before);
  if (run === '\u034f') return /\p{M}/u.test(after) || /[\p{M}\p{Script=Hebrew}]/u.test(before);
  return run === '\u180e' && /\p{Script=Mongolian}/u.test(before);
}

const lastCharacter = (text: string): string => [...text].at(-1) ?? '';

/** The tags of a flag: a region's code and the closing tag. England, Scotland and Wales have one that is in use. */
const isRegion = (run: string): boolean =>
  /^[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}$/u.test(run);

/** Scripts whose letters are joined or kept apart by zero-width characters. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Mandaic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Thaana}\p{Script=Hebrew}]/u;

/** Scripts written without spaces, where U+200B allows a line to break. */
const spaceless =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}]/u;

function isJoined(run: string, before: string, after: string): boolean {
  const isEmoji =
    run.startsWith('\ufe0f') || /[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\u20e3/u.test(before);
  if (isEmoji && /\p{Extended_Pictographic}/u.test(after)) return true;
  return joining.test(before) || joining.test(after);
}

/**
 * In a line with right-to-left letters, marks and balanced isolates and embeddings are at home; overrides never are.
 * A line is looked at once, however many there are in it.
 */
function directionCheck(text: string): (run: string, at: number) => boolean {
  let line = { end: -1, isRightToLeft: false, isBalanced: false };
  return (run, at) => {
    if (at > line.end) line = readLine(text, at);
    if (!line.isRightToLeft || /[\u202d\u202e]/.test(run)) return false;
    return line.isBalanced || !/[\u202a-\u202e\u2066-\u2069]/.test(run);
  };
}

function readLine(text: string, at: number) {
  const stop = text.indexOf('\n', at);
  const end = stop < 0 ? text.length : stop;
  const line = text.slice(text.lastIndexOf('\n', at) + 1, end);
  return { end, isRightToLeft: rightToLeft.test(line), isBalanced: isBalanced(line) };
}

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Every isolate and embedding of a line ends in it. */
function isBalanced(line: string): boolean {
  const open: string[] = [];
  for (const [control] of line.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)) {
    if (/[\u2066-\u2068]/.test(control)) open.push('\u2069');
    else if (control !== '\u202c' && control !== '\u2069') open.push('\u202c');
    else if (open.pop() !== control) return false;
  }
  return open.length === 0;
}
