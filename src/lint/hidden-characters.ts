/** A run of characters that show nothing. Offsets in UTF-16 units. */
export type Hidden = {
  readonly at: number;
  readonly end: number;
  readonly count: number;
  readonly name: string;
};

const names: readonly (readonly [RegExp, string])[] = [
  [/[\u202a-\u202e\u2066-\u2069]/, 'bidirectional control'],
  [/[\u200e\u200f\u061c]/, 'direction mark'],
  [/[\u{e0000}-\u{e007f}]/u, 'tag character'],
  [/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u, 'variation selector'],
  [/[\u200b-\u200d\u2060\ufeff\u180e]/, 'zero-width character'],
];

const suspect =
  /(?:[\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}])+/gu;

/** Every run of hidden characters that its surroundings do not explain. */
export function* hiddenIn(text: string): Generator<Hidden> {
  if (text.search(suspect) < 0) return;
  for (const match of text.matchAll(suspect)) {
    const run = match[0];
    const end = match.index + run.length;
    if (isFine(run, text, match.index, end)) continue;
    const count = [...run].length;
    const code = run.codePointAt(0) ?? 0;
    const kind = names.find(([pattern]) => pattern.test(run))?.[1] ?? 'invisible character';
    yield {
      at: match.index,
      end,
      count,
      name: `${kind} U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
    };
  }
}

function isFine(run: string, text: string, at: number, end: number): boolean {
  const before = lastCharacter(text.slice(Math.max(0, at - 2), at));
  const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
  if (/^\ufeff$/.test(run) && at === 0) return true; // a byte order mark has its own rule
  if (/^[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]+$/.test(run))
    return isDirectionFine(run, lineAround(text, at, end));
  if (/^[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}$/u.test(run)) return before === '\u{1f3f4}'; // flags of regions
  if (/^[\ufe00-\ufe0f]$/.test(run)) return before !== '' && !/[\s\p{Cc}]/u.test(before);
  if (/^[\u{e0100}-\u{e01ef}]$/u.test(run)) return /\p{Script=Han}/u.test(before);
  if (/^\ufe0f?\u200d$/.test(run)) return isJoined(before, after);
  if (/^\u200c$/.test(run)) return joining.test(before) || joining.test(after);
  if (/^\u200b+$/.test(run)) return spaceless.test(before) || spaceless.test(after);
  if (/^[\u115f\u1160]+$/.test(run)) return /\p{Script=Hangul}/u.test(before + after);
  return /^\u180e$/.test(run) && /\p{Script=Mongolian}/u.test(before);
}

const lastCharacter = (text: string): string => [...text].at(-1) ?? '';

/** Scripts whose letters are joined or kept apart by zero-width characters. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Mandaic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Thaana}\p{Script=Hebrew}]/u;

/** Scripts written without spaces, where U+200B allows a line to break. */
const spaceless =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}]/u;

function isJoined(before: string, after: string): boolean {
  const isEmoji = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f|\u20e3/u.test(before);
  if (isEmoji && /\p{Extended_Pictographic}/u.test(after)) return true;
  return joining.test(before) || joining.test(after);
}

function lineAround(text: string, at: number, end: number): string {
  const stop = text.indexOf('\n', end);
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, stop < 0 ? text.length : stop);
}

/** In a line with right-to-left letters, marks and balanced isolates and embeddings are at home; overrides never are. */
function isDirectionFine(run: string, line: string): boolean {
  if (/[\u202d\u202e]/.test(run)) return false;
  if (!/[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(line))
    return false;
  const open: string[] = [];
  for (const character of line) {
    if (/[\u2066-\u2068]/.test(character)) open.push('\u2069');
    else if (/[\u202a-\u202b\u202d\u202e]/.test(character)) open.push('\u202c');
    else if (/[\u2069\u202c]/.test(character) && open.pop() !== character) return false;
  }
  return open.length === 0 || !/[\u202a-\u202e\u2066-\u2069]/.test(run);
}
