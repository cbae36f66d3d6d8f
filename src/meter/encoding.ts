import { loadLongMerge } from './long-merge.ts';

/** OpenAI's byte pair encodings. `o200k_harmony` differs from `o200k_base` in special tokens only. */
export type EncodingName = 'o200k_base' | 'cl100k_base' | 'p50k_base' | 'r50k_base';

/** Tokens of a text; special tokens in it are counted as the plain text they are. */
export type Count = (text: string) => number;

/**
 * The encoder's merge is quadratic in the length of one piece, so a single hostile word would take minutes. Pieces
 * longer than this, which ordinary text does not have, are merged by long-merge.ts: the same tokens, in n log n.
 */
const longPiece = 1024;

/** In a long piece, half is text without a space or nothing but spaces: ordinary text is not cut twice for it. */
const longRun = 500;

const legacy: readonly (readonly [RegExp, EncodingName])[] = [
  [/^gpt-(?:4$|4-|3\.5)/, 'cl100k_base'],
  [/^(?:text-embedding-|babbage-002|davinci-002)/, 'cl100k_base'],
  [/^(?:text-davinci-00[23]|code-davinci-00|code-cushman|davinci-codex|cushman-codex)/, 'p50k_base'],
  [
    /^(?:(?:text-)?(?:ada|babbage|curie|davinci)(?:-001)?$|code-search-|text-s(?:imilarity|earch)-)/,
    'r50k_base',
  ],
];

/** The encoding of a model as OpenAI names it, fine-tuned ones included. New models use `o200k_base`. */
export function encodingOf(model: string): EncodingName {
  const name = model.toLowerCase().replace(/^ft:/, '');
  return legacy.find(([pattern]) => pattern.test(name))?.[1] ?? 'o200k_base';
}

const loaded = new Map<EncodingName, Promise<Count>>();

/** Loads an encoding (some 0.2 s, once) and counts exactly with it. */
export function loadEncoding(name: EncodingName): Promise<Count> {
  const known = loaded.get(name) ?? makeCount(name);
  loaded.set(name, known);
  return known;
}

type Encoder = { countTokens(text: string, options: { disallowedSpecial: Set<string> }): number };

function loadEncoder(name: EncodingName): Promise<Encoder> {
  switch (name) {
    case 'o200k_base':
      return import('gpt-tokenizer/encoding/o200k_base');
    case 'cl100k_base':
      return import('gpt-tokenizer/encoding/cl100k_base');
    case 'p50k_base':
      return import('gpt-tokenizer/encoding/p50k_base');
    case 'r50k_base':
      return import('gpt-tokenizer/encoding/r50k_base');
  }
}

/** How each encoding cuts a text into the pieces it then merges on their own. */
async function loadPieces(name: EncodingName): Promise<RegExp> {
  const patterns = await import('gpt-tokenizer/encodingParams/constants');
  switch (name) {
    case 'o200k_base':
      return patterns.O200K_TOKEN_SPLIT_REGEX;
    case 'cl100k_base':
      return patterns.CL100K_TOKEN_SPLIT_REGEX;
    case 'p50k_base':
    case 'r50k_base':
      return patterns.R50K_TOKEN_SPLIT_REGEX;
  }
}

async function makeCount(name: EncodingName): Promise<Count> {
  const encoder = await loadEncoder(name);
  const pieces = await loadPieces(name);
  const longMerge = await loadLongMerge(name);
  const options = { disallowedSpecial: new Set<string>() };
  const short: Count = (text) => encoder.countTokens(text, options);
  return remember((text) => {
    if (!hasLongRun(text) || !hasLongPiece(text, pieces)) return short(text);
    let tokens = 0;
    for (const [piece] of text.matchAll(pieces)) {
      tokens += piece.length <= longPiece ? short(piece) : longMerge(piece);
    }
    return tokens;
  });
}

/** Texts kept, and how long they may be: what the cases of one prompt share is counted once. */
const remembered = 256;
const longest = 65_536;

function remember(count: Count): Count {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const tokens = count(text);
    if (known.size >= remembered) known.clear();
    if (text.length <= longest) known.set(text, tokens);
    return tokens;
  };
}

/** Looks backwards from where a run would end, so that of ordinary text only the last letters of a word are looked at. */
function hasLongRun(text: string): boolean {
  return hasRun(text, (code) => !isSpace(code)) || hasRun(text, isSpace);
}

function hasRun(text: string, belongs: (code: number) => boolean): boolean {
  let end = longRun - 1;
  while (end < text.length) {
    let at = end;
    while (at > end - longRun && belongs(text.charCodeAt(at))) at -= 1;
    if (at === end - longRun) return true;
    end = at + longRun;
  }
  return false;
}

/** As `\s` has it; a pattern asked letter by letter would be slow for scripts without spaces. */
const isSpace = (code: number): boolean =>
  code < 0xa0
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d)
    : (code >= 0x2000 && code <= 0x200a) || rareSpaces.has(code);

const rareSpaces = new Set([0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff]);

function hasLongPiece(text: string, pieces: RegExp): boolean {
  for (const [piece] of text.matchAll(pieces)) if (piece.length > longPiece) return true;
  return false;
}
