import type { CST } from 'yaml';
import { tidyFlow, trailingOf, wordOf } from './tidy-flow.ts';
import { tidyBlock, tidyScalar } from './tidy-scalar.ts';
import {
  commentAfter,
  hasComment,
  type Piece,
  readTrivia,
  type Trivia,
  untidy,
  writePieces,
} from './tidy-trivia.ts';

/** One entry of a mapping or list. */
export type Entry = {
  /** null in a list. */
  readonly key: string | null;
  /** What stands above it. */
  readonly before: readonly Piece[];
  readonly lines: readonly string[];
  /** A blank line below would become a part of its text. */
  readonly keepsBreaks: boolean;
};

export type Collection = { readonly entries: readonly Entry[]; readonly after: readonly Piece[] };

type Value = {
  /** Behind the key or dash, with a comment. */
  readonly head: string;
  readonly lines: readonly string[];
  /** True: the first line may stand behind a dash. */
  readonly joins: boolean;
  readonly after: readonly Piece[];
  readonly keepsBreaks: boolean;
};

/** The entries of a block mapping or list at an indentation; `after` is what belongs to whatever comes next. */
export function readBlock(token: CST.BlockMap | CST.BlockSequence, indent: number): Collection {
  const entries: Entry[] = [];
  let pending: readonly Piece[] = [];
  for (const item of token.items) {
    const at = item.start.findIndex(({ type }) => type === 'seq-item-ind');
    const { same, below } = readTrivia(at === -1 ? item.start : item.start.slice(0, at), false);
    if (same !== null) throw untidy;
    const before = [...pending, ...below];
    if (at === -1 && !item.key && !item.sep && !item.value) {
      pending = before;
      continue;
    }
    const isMap = token.type === 'block-map';
    if (isMap !== (at === -1)) throw untidy;
    const between = readTrivia(isMap ? item.sep : item.start.slice(at + 1), true);
    const value = readValue(item.value ?? null, between, indent);
    const pad = ' '.repeat(indent);
    const key = isMap ? keyOf(item) : null;
    entries.push({ key, before, lines: linesOf(value, pad, key), keepsBreaks: value.keepsBreaks });
    pending = value.after;
  }
  const own = pending.findIndex((piece) => piece !== 'blank' && piece.column < token.indent);
  return splitEnd(entries, pending, own === -1 ? pending.length : own);
}

function keyOf(item: CST.CollectionItem): string {
  if (!item.key || !item.sep?.some(({ type }) => type === 'map-value-ind')) throw untidy;
  return wordOf(item.key);
}

function linesOf({ head, lines, joins }: Value, pad: string, key: string | null): readonly string[] {
  if (key !== null) return [`${pad}${key}:${head}`, ...lines];
  const [first = '', ...more] = lines;
  return joins ? [`${pad}- ${first.slice(pad.length + 2)}`, ...more] : [`${pad}-${head}`, ...lines];
}

/** Comments at the end that are as deep as the entries stay with them; what is less deep belongs to what comes next. */
function splitEnd(entries: readonly Entry[], pieces: readonly Piece[], at: number): Collection {
  const own = pieces.slice(0, at);
  const last = own.findLastIndex((piece) => piece !== 'blank');
  if (last === -1) return { entries, after: pieces };
  const end: Entry = { key: null, before: own.slice(0, last + 1), lines: [], keepsBreaks: false };
  return { entries: [...entries, end], after: pieces.slice(last + 1) };
}

function readValue(token: CST.Token | null, between: Trivia, indent: number): Value {
  const comment = commentAfter(between.same);
  if (!token) return { head: comment, lines: [], joins: false, after: between.below, keepsBreaks: false };
  switch (token.type) {
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return readInline(tidyScalar(token, indent + 2), trailingOf(token), between, indent);
    case 'flow-collection':
      return readInline(tidyFlow(token, indent + 2), trailingOf(token), between, indent, true);
    case 'block-scalar':
      return readText(token, between, indent);
    case 'block-map':
    case 'block-seq': {
      const { entries, after } = readBlock(token, indent + 2);
      const lines = writeEntries(entries, between.below, indent + 2);
      const joins =
        between.same === null && !hasComment(between.below) && !hasComment(entries[0]?.before ?? []);
      return { head: comment, lines, joins, after, keepsBreaks: entries.at(-1)?.keepsBreaks ?? false };
    }
    default:
      throw untidy;
  }
}

/** A value that begins behind its key, unless a comment or the brackets of several lines push it below. */
function readInline(
  [first = '', ...more]: readonly string[],
  { same, below }: Trivia,
  between: Trivia,
  indent: number,
  isFlow = false,
): Value {
  const comment = commentAfter(same);
  const last = more.length === 0 ? [] : [...more.slice(0, -1), `${more.at(-1) ?? ''}${comment}`];
  const own = more.length === 0 ? first + comment : first;
  const rest = { after: below, keepsBreaks: false };
  const isPushed = between.same !== null || hasComment(between.below);
  if (!isPushed && !(isFlow && more.length > 0))
    return { head: ` ${own}`, lines: last, joins: false, ...rest };
  const pad = ' '.repeat(indent + 2);
  const above = writePieces(
    between.below.filter((piece) => piece !== 'blank'),
    indent + 2,
  );
  return {
    head: commentAfter(between.same),
    lines: [...above, pad + own, ...last],
    joins: !isPushed,
    ...rest,
  };
}

function readText(token: CST.BlockScalar, between: Trivia, indent: number): Value {
  const props = token.props.filter(({ type }) => type !== 'block-scalar-header');
  const { same } = readTrivia(props as CST.SourceToken[], true);
  if (between.same !== null || hasComment(between.below)) throw untidy;
  const { header, lines, blankBelow, keepsBreaks } = tidyBlock(token, indent + 2);
  const after: readonly Piece[] = blankBelow ? ['blank'] : [];
  return { head: ` ${header}${commentAfter(same)}`, lines, joins: false, after, keepsBreaks };
}

/** The lines of entries; blank lines stand between them, never above the first. */
export function writeEntries(
  entries: readonly Entry[],
  above: readonly Piece[],
  indent: number,
): readonly string[] {
  const lines: string[] = [];
  let keepsBreaks = false;
  for (const [index, { before, lines: own, keepsBreaks: keeps }] of entries.entries()) {
    for (const line of writePieces(index === 0 ? [...above, ...before] : before, indent)) {
      const isRepeated = line === '' && (lines.length === 0 || lines.at(-1) === '' || keepsBreaks);
      if (!isRepeated) lines.push(line);
      if (line !== '') keepsBreaks = false;
    }
    lines.push(...own);
    if (own.length > 0) keepsBreaks = keeps;
  }
  return lines;
}
