import type { CST } from 'yaml';
import { tidyScalar } from './tidy-scalar.ts';
import {
  commentAfter,
  hasComment,
  noTrivia,
  readTrivia,
  type Trivia,
  untidy,
  writePieces,
} from './tidy-trivia.ts';

type Item = CST.FlowCollection['items'][number];

/**
 * The lines of `{…}` or `[…]`, the first without indentation. What its author wrote on one line stays on one, anything
 * else gets a line for each entry.
 */
export function tidyFlow(token: CST.FlowCollection, indent: number): readonly string[] {
  const [open, close] = token.start.source === '{' ? ['{', '}'] : ['[', ']'];
  const items = token.items.map((item, index) => readItem(item, token.items[index + 1], indent));
  const isEmpty = items.every(({ lines, before }) => lines.length === 0 && !hasComment(before));
  if (isEmpty && items.every(({ same }) => same === null)) return [open + close];
  const isOneLine = !spansLines(token) && items.every(({ lines }) => lines.length <= 1);
  if (isOneLine) {
    const text = items.flatMap(({ lines }) => lines).join(', ');
    return [open === '{' ? `{ ${text} }` : `[${text}]`];
  }
  const pad = ' '.repeat(indent + 2);
  const written = items.flatMap(({ before, lines, same }) => [
    ...writePieces(
      before.filter((piece) => piece !== 'blank'),
      indent + 2,
    ),
    ...lines.map((line, index) => {
      const last = index === lines.length - 1;
      return (index === 0 ? pad : '') + line + (last ? `,${commentAfter(same)}` : '');
    }),
    ...(lines.length === 0 && same !== null ? [pad + same] : []),
  ]);
  return [open, ...written, ' '.repeat(indent) + close];
}

/** The trivia behind a scalar or a flow collection. */
export function trailingOf(token: CST.FlowScalar | CST.FlowCollection): Trivia {
  return readTrivia(token.type === 'flow-collection' ? token.end.slice(1) : token.end, true);
}

/** Whether a line breaks between the brackets. */
function spansLines({ items, end }: CST.FlowCollection): boolean {
  const breaks = (tokens: readonly CST.Token[] | undefined) =>
    tokens?.some(({ type }) => type === 'newline') ?? false;
  const isClosed = end[0]?.type.endsWith('-end');
  if (!isClosed) throw untidy;
  return items.some(({ start, key, sep, value }) => {
    const ends = [key, value].map((token) => (token && 'end' in token ? token.end : undefined));
    const nested = value?.type === 'flow-collection' && spansLines(value);
    return nested || [start, sep, ...ends].some(breaks);
  });
}

type TidyItem = {
  readonly before: Trivia['below'];
  /** The first without indentation. */
  readonly lines: readonly string[];
  readonly same: string | null;
};

/** A comment behind the comma stands in the start of the next entry. */
function readItem(item: Item, next: Item | undefined, indent: number): TidyItem {
  const { below } = readTrivia(item.start, hasComma(item));
  const key = item.key ? wordOf(item.key) : null;
  const inside = readTrivia(item.sep, true);
  if (inside.same !== null || hasComment(inside.below)) throw untidy;
  const { lines: value, trivia } = item.value
    ? readValue(item.value, indent + 2)
    : { lines: [], trivia: noTrivia };
  const afterComma = next && hasComma(next) ? readTrivia(next.start, true).same : null;
  if (hasComment(trivia.below) || (trivia.same !== null && afterComma !== null)) {
    throw untidy;
  }
  const same = trivia.same ?? afterComma;
  if (key === null && !item.sep) return { before: below, lines: value, same };
  const [first, ...more] = value;
  const colon = item.sep?.some(({ type }) => type === 'map-value-ind') ? ':' : '';
  return {
    before: below,
    lines: [`${key ?? ''}${colon}${first === undefined ? '' : ` ${first}`}`, ...more],
    same,
  };
}

const hasComma = ({ start }: Item): boolean => start.some(({ type }) => type === 'comma');

/** A key: a text on one line, nothing behind it. */
export function wordOf(token: CST.Token): string {
  if (
    token.type !== 'scalar' &&
    token.type !== 'single-quoted-scalar' &&
    token.type !== 'double-quoted-scalar'
  ) {
    throw untidy;
  }
  const { same, below } = readTrivia(token.end, true);
  const [word = '', ...more] = tidyScalar(token, 0);
  if (more.length > 0 || same !== null || below.length > 0) throw untidy;
  return word;
}

function readValue(token: CST.Token, indent: number): { lines: readonly string[]; trivia: Trivia } {
  switch (token.type) {
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return { lines: tidyScalar(token, indent + 2), trivia: trailingOf(token) };
    case 'flow-collection':
      return { lines: tidyFlow(token, indent), trivia: trailingOf(token) };
    default:
      throw untidy;
  }
}
