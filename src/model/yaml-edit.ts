import { type Edit, editAt } from './finding.ts';
import { nodeAt, type YamlFile, type YamlPath } from './yaml-file.ts';
import type { YamlMap, YamlNode, YamlPair } from './yaml-node.ts';

type Neighbours = { readonly map: YamlMap; readonly pair: YamlPair; readonly source: string };
type Span = { readonly at: number; readonly end: number };

/**
 * The edit that takes a key and its scalar value out of a mapping, with the comment on their line. null where that
 * would leave nothing behind the dash of a list, or take away somebody else's comment.
 */
export function removeKey(file: YamlFile, path: YamlPath): Edit | null {
  const found = nodeAt(file, path);
  const parent = nodeAt(file, path.slice(0, -1));
  if (!found?.pair || parent?.node?.kind !== 'map' || found.node?.kind !== 'scalar') return null;
  const around = { map: parent.node, pair: found.pair, source: found.source };
  const span = parent.node.flow ? inFlow(around) : inBlock(around);
  return span && editAt(found.locate(span.at, span.end), '');
}

function inFlow({ map, pair, source }: Neighbours): Span | null {
  const index = map.pairs.indexOf(pair);
  const { at } = pair.key;
  const { end } = pair.value;
  const next = map.pairs[index + 1];
  const previous = map.pairs[index - 1];
  if (next) return unlessComment(source, { at, end: next.key.at }, end);
  if (!previous) return { at, end };
  const from = Math.max(previous.value.end, previous.key.end);
  return unlessComment(source, { at: from, end }, from, at);
}

function inBlock({ map, pair, source }: Neighbours): Span | null {
  const { at } = pair.key;
  const { end } = pair.value;
  const lineStart = source.lastIndexOf('\n', at - 1) + 1;
  // A block scalar ends behind its last line break.
  const lineEnd = source[end - 1] === '\n' ? end : lineBreakAfter(source, end);
  if (source.slice(lineStart, at).trim() === '') return { at: lineStart, end: lineEnd };
  const next = map.pairs[map.pairs.indexOf(pair) + 1];
  return next ? unlessComment(source, { at, end: next.key.at }, end) : null;
}

function lineBreakAfter(source: string, at: number): number {
  const found = source.indexOf('\n', at);
  return found === -1 ? source.length : found + 1;
}

/** Between two values only white space, commas and comments stand. */
const unlessComment = (source: string, span: Span, from: number, to = span.end): Span | null =>
  source.slice(from, to).includes('#') ? null : span;

/**
 * The text of a file with keys added behind the last one of the mapping at a top-level key, each with its value as it is
 * to be written; the mapping is made where there is none. Everything that stands there stays as it is. null: nothing
 * can be added to what stands there.
 */
export function addKeys(
  file: YamlFile,
  key: string,
  entries: readonly (readonly [name: string, value: string])[],
): string | null {
  const source = file.text.replaceAll('\r\n', '\n');
  const written = entries.map(([name, value]) => `${quoted(name)}: ${value}`);
  const found = nodeAt(file, [key]);
  const text = found ? within(file, key, found.node, source, written) : atEnd(source, key, written);
  return text !== null && file.text.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

/** The text of a file with another value, as it is to be written, in place of a scalar; null: no scalar stands there. */
export function replaceScalar(file: YamlFile, path: YamlPath, written: string): string | null {
  const found = nodeAt(file, path);
  if (found?.node?.kind !== 'scalar' || found.node.value === null) return null;
  const { at, end } = found.node;
  const text = `${found.source.slice(0, at)}${written}${found.source.slice(end)}`;
  return file.text.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

/** Plain where every YAML reader takes it for a text. */
const quoted = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);

const atEnd = (source: string, key: string, written: readonly string[]): string =>
  `${source}${source.endsWith('\n') || source === '' ? '' : '\n'}${[`${key}:`, ...written.map((line) => `  ${line}`)].join('\n')}\n`;

function within(
  file: YamlFile,
  key: string,
  node: YamlNode | null,
  source: string,
  written: readonly string[],
): string | null {
  if (node?.kind === 'map' && node.flow) {
    const { end } = node;
    const before = source.slice(0, end - 1).trimEnd();
    const gap = node.pairs.length === 0 ? ' ' : before.endsWith(',') ? ' ' : ', ';
    return `${before}${gap}${written.join(', ')} ${source.slice(end - 1)}`;
  }
  const isEmpty = node?.kind === 'scalar' ? node.value === null : node === null;
  if (node?.kind !== 'map' && !isEmpty) return null;
  const first = node?.kind === 'map' ? node.pairs[0] : undefined;
  const at = first ? first.key.at : null;
  const indent = at === null ? 2 : at - (source.lastIndexOf('\n', at - 1) + 1);
  const lines = source.split('\n');
  const last = file.placeOf([key]).endLine;
  return lines.toSpliced(last, 0, ...written.map((line) => ' '.repeat(indent) + line)).join('\n');
}
