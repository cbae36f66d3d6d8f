import { type CST, Parser } from 'yaml';
import type { FileLimits } from './config.ts';
import { canonicalJson } from './digest.ts';
import { keyOrder, type OrderedKind } from './key-order.ts';
import { type Entry, readBlock, writeEntries } from './tidy-block.ts';
import { type Piece, readTrivia, untidy } from './tidy-trivia.ts';
import { parseYaml, type YamlFile } from './yaml-file.ts';

export type Tidied =
  | { readonly text: string; readonly problem: null }
  /** Why the file stays as it is. */
  | { readonly text: null; readonly problem: string };

/**
 * The one canonical way to write a hand-written file: keys in the order of the format, two spaces, one blank line at
 * most. Texts, comments and every value stay as they are, or the file is left alone.
 */
export function tidy(file: YamlFile, kind: OrderedKind, limits: FileLimits): Tidied {
  if (file.value === undefined) return { text: null, problem: 'It does not parse; see "promptops lint".' };
  const text = file.text.replaceAll('\r\n', '\n');
  try {
    const lines = tidyText(text, kind);
    if (lines === null) return { text: file.text, problem: null };
    const tidied = file.text.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines;
    if (tidied === file.text) return { text: tidied, problem: null };
    return isSame(file, tidied, limits) ? { text: tidied, problem: null } : { text: null, problem: unusual };
  } catch (error) {
    if (error === untidy) return { text: null, problem: unusual };
    throw error;
  }
}

const unusual = 'It is written in a way that cannot be laid out safely, such as "? key" or a tag.';

/** null: there is nothing to lay out. */
function tidyText(text: string, kind: OrderedKind): string | null {
  const header: CST.SourceToken[] = [];
  let document: CST.Document | null = null;
  for (const token of new Parser().parse(text)) {
    if (token.type === 'document' && document === null) document = token;
    else if (document === null && 'source' in token) header.push(token as CST.SourceToken);
    else throw untidy;
  }
  const value = document?.value;
  if (!document || !value) return null;
  if (value.type !== 'block-map') throw untidy;
  const above = readTrivia([...header, ...document.start], false);
  const { entries, after } = readBlock(value, 0);
  const end = readTrivia(document.end, false);
  const [first, ...others] = entries;
  if (!first) return null;
  // What stands above the first key speaks of the file: it stays at the top, whichever key comes first.
  const top: Entry = { key: null, before: [...above.below, ...first.before], lines: [], keepsBreaks: false };
  const [start, ...rest] = inOrder([{ ...first, before: [] }, ...others], kind);
  const bottom: Entry = {
    key: null,
    before: dropEnd([...after, ...end.below]),
    lines: [],
    keepsBreaks: false,
  };
  const lines = writeEntries([top, ...(start ? [unspaced(start)] : []), ...rest, bottom], [], 0);
  return `${lines.join('\n')}\n`;
}

const unspaced = (entry: Entry): Entry => ({
  ...entry,
  before: entry.before.slice(
    Math.max(
      0,
      entry.before.findIndex((piece) => piece !== 'blank'),
    ),
  ),
});

/** Without the blank lines at the end. */
const dropEnd = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.slice(0, pieces.findLastIndex((piece) => piece !== 'blank') + 1);

/** Keys that the format does not know stay behind the one they follow. */
function inOrder(entries: readonly Entry[], kind: OrderedKind): readonly Entry[] {
  const order = keyOrder[kind];
  let rank = 0;
  const ranked = entries.map((entry) => {
    const own = order.indexOf(entry.key ?? '');
    if (own !== -1) rank = own;
    return { entry, rank: own === -1 ? rank + 0.5 : own };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

/** Nothing that YAML or a reader sees may change but the layout. */
function isSame(before: YamlFile, text: string, limits: FileLimits): boolean {
  const after = parseYaml(before.path, new TextEncoder().encode(text), limits);
  const faults = (file: YamlFile) => file.faults.map(({ rule, message }) => `${rule} ${message}`).sort();
  const comments = (file: YamlFile) =>
    file
      .comments()
      .map((each) => each.text.trim())
      .sort();
  const same = (read: (file: YamlFile) => unknown) =>
    canonicalJson(read(before)) === canonicalJson(read(after));
  return after.value !== undefined && same(({ value }) => value) && same(faults) && same(comments);
}
