import { vocabularyFile } from './data-files.ts';
import { createMerge } from './merge.ts';
import { readVocabulary, type Vocabulary } from './vocabulary.ts';

/** OpenAI's byte pair encodings. `o200k_harmony` differs from `o200k_base` in special tokens only. */
export type EncodingName = 'o200k_base' | 'cl100k_base' | 'p50k_base' | 'r50k_base';

/** Tokens of a text; special tokens in it are counted as the plain text they are. */
export type Count = (text: string) => number;

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

/** `p50k_base` is `r50k_base` and, after its tokens, runs of spaces. */
const tokensOfR50k = 50_256;

const loaded = new Map<EncodingName, Count>();

/** Reads an encoding (some milliseconds, once) and counts exactly with it. */
export function loadEncoding(name: EncodingName): Count {
  const known = loaded.get(name);
  if (known) return known;
  const vocabulary =
    name === 'r50k_base'
      ? readVocabulary(vocabularyFile('p50k_base'), tokensOfR50k)
      : readVocabulary(vocabularyFile(name));
  const count = remember(createCount(vocabulary));
  loaded.set(name, count);
  return count;
}

function createCount(vocabulary: Vocabulary): Count {
  const { piecesOf, rankOf } = vocabulary;
  const merge = createMerge(vocabulary);
  const merged = new Map<string, number>();
  let bytes = new Uint8Array(1024);

  function countPiece(text: string, from: number, to: number): number {
    const most = 3 * (to - from);
    if (bytes.length < most) bytes = new Uint8Array(2 * most);
    const length = writeUtf8(text, from, to, bytes);
    if (rankOf(bytes, 0, length) !== -1) return 1;
    if (to - from > longestWord) return merge(bytes, length);
    const word = text.slice(from, to);
    const tokens = merged.get(word) ?? merge(bytes, length);
    if (merged.size >= rememberedWords) merged.clear();
    merged.set(word, tokens);
    return tokens;
  }

  return (text) => {
    let tokens = 0;
    let from = 0;
    const pieces = piecesOf(text);
    // Pieces lie side by side: where one ends, which `test` keeps, the next one begins.
    pieces.lastIndex = 0;
    while (pieces.test(text)) {
      tokens += countPiece(text, from, pieces.lastIndex);
      from = pieces.lastIndex;
    }
    return tokens;
  };
}

/** Words of several tokens that are kept with their number, and how long they may be: merging takes most of the time. */
const rememberedWords = 20_000;
const longestWord = 64;

const encoder = new TextEncoder();

/** Writes a piece of a text and returns its length in bytes. Words of ASCII are most, and faster letter by letter. */
function writeUtf8(text: string, from: number, to: number, bytes: Uint8Array): number {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return encoder.encodeInto(text.slice(from, to), bytes).written;
    bytes[at - from] = code;
  }
  return to - from;
}

/** Texts kept, and how long they may be: what the cases of one prompt share is counted once. */
const rememberedTexts = 256;
const longestText = 65_536;

function remember(count: Count): Count {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const tokens = count(text);
    if (known.size >= rememberedTexts) known.clear();
    if (text.length <= longestText) known.set(text, tokens);
    return tokens;
  };
}
