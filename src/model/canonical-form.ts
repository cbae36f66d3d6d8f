import { keyOrder, type OrderedKind } from './key-order.ts';
import { byCodePoint } from './order.ts';
import { recordOf } from './shape.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * What a hand-written file says, laid out so that two files differ only where they say something else: one line a
 * value, keys in one order, every text of several lines as a block, whatever quotes, order and indentation it was written
 * with. Comments, which may silence a rule, stand at the end. For people and `git diff`; it need not be read again.
 * null: the file does not parse.
 */
export function canonicalForm(file: YamlFile, kind: OrderedKind): string | null {
  const value = recordOf(file.value);
  if (!value) return null;
  const lines = mapLines(value, '', (keys) => inOrder(keys, keyOrder[kind]));
  const comments = file.comments().map(({ text }) => `#${text}`);
  return `${[...lines, ...comments].join('\n')}\n`;
}

/** Keys that say which one it is, before those that say how it is. */
const first = ['id', 'name', 'role', 'type', 'description'];

function inOrder(keys: readonly string[], order: readonly string[]): readonly string[] {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return keys.toSorted((a, b) => rank(a) - rank(b) || byCodePoint(a, b));
}

type Order = (keys: readonly string[]) => readonly string[];

function mapLines(
  map: { readonly [key: string]: unknown },
  pad: string,
  order: Order = (keys) => inOrder(keys, first),
): readonly string[] {
  return order(Object.keys(map)).flatMap((key) => under(`${pad}${scalar(key)}:`, map[key], pad));
}

/** A value behind its key or dash. */
function under(head: string, value: unknown, pad: string): readonly string[] {
  const inner = `${pad}  `;
  if (Array.isArray(value))
    return value.length === 0 ? [`${head} []`] : [head, ...value.flatMap((item) => itemLines(item, inner))];
  const map = recordOf(value);
  if (map) return Object.keys(map).length === 0 ? [`${head} {}`] : [head, ...mapLines(map, inner)];
  if (typeof value !== 'string' || !isBlock(value)) return [`${head} ${scalar(value)}`];
  const lines = value.endsWith('\n') ? value.slice(0, -1).split('\n') : value.split('\n');
  const sign = value.endsWith('\n') ? '|' : '|-';
  return [`${head} ${sign}`, ...lines.map((line) => (line === '' ? '' : `${inner}${line}`))];
}

function itemLines(item: unknown, pad: string): readonly string[] {
  const map = recordOf(item);
  if (!map || Object.keys(map).length === 0) return under(`${pad}-`, item, pad);
  const [start = '', ...rest] = mapLines(map, `${pad}  `);
  return [`${pad}- ${start.slice(pad.length + 2)}`, ...rest];
}

/** What a terminal would obey stays escaped on one line. */
const isBlock = (text: string): boolean => text.includes('\n') && !unsafe.test(text);

const unsafe = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u;
const plain = /^[\p{L}\p{N}{][^\n]*$/u;
const looksOtherwise = /^(?:true|false|null|[\d.+-][\d.eE+-]*)$|: |:$| #|^\{[^{]/;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  const isPlain =
    plain.test(value) && value.trim() === value && !looksOtherwise.test(value) && !unsafe.test(value);
  return isPlain ? value : quoted(value);
}

/** As JSON, without the marks that turn text around, which JSON leaves as they are. */
export const quoted = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null').replace(/[\u007f-\u009f]|\p{Bidi_Control}/gu, (mark) => {
    return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
