import {
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { noValue, type YamlNode, type YamlScalar } from './yaml-node.ts';

/** The nodes of a document of yaml read from `text`, without aliases and anchors; null: it holds nothing. */
export const nodesOf = ({ contents }: Document.Parsed, text: string): YamlNode | null =>
  contents === null ? null : nodeOf(contents, text, 0);

/** `before`: where the node before it ends, for what has no place of its own. */
function nodeOf(node: unknown, text: string, before: number): YamlNode {
  if (isMap(node)) return mapOf(node, text);
  if (isSeq(node)) return listOf(node, text);
  return isScalar(node) ? scalarOf(node) : noValue(text, before);
}

function mapOf(map: YAMLMap, text: string): YamlNode {
  const { at, end } = spanOf(map);
  const pairs = map.items.map((pair) => {
    const key = nodeOf(pair.key, text, at);
    const value = nodeOf(pair.value, text, key.end);
    return { key, value: value.at === value.end ? noValue(text, key.end) : value };
  });
  const last = pairs[pairs.length - 1];
  return { kind: 'map', flow: map.flow === true, pairs, at, end: map.flow || !last ? end : last.value.end };
}

function listOf(list: YAMLSeq, text: string): YamlNode {
  const { at, end } = spanOf(list);
  const items = list.items.map((item) => nodeOf(item, text, at));
  return { kind: 'list', items, at, end: list.flow ? end : (items[items.length - 1]?.end ?? end) };
}

const styles: Readonly<Record<string, YamlScalar['style']>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function scalarOf(scalar: Scalar): YamlScalar {
  const value = scalar.value as YamlScalar['value'];
  const style = styles[scalar.type ?? ''] ?? 'plain';
  return {
    kind: 'scalar',
    style,
    value,
    source: scalar.source ?? '',
    indent: indentOf(scalar.srcToken),
    ...spanOf(scalar),
  };
}

/** Of a block whose header says how far it is indented. */
function indentOf(token: CST.Token | undefined): number | null {
  if (token?.type !== 'block-scalar') return null;
  const header = token.props.find((prop) => prop.type === 'block-scalar-header');
  const digit = header && 'source' in header ? /[1-9]/.exec(header.source) : null;
  return digit && token.indent + Number(digit[0]);
}

/** Offsets of a node's own text, without the white space and comments after it. */
function spanOf({ range }: Scalar | YAMLMap | YAMLSeq): { at: number; end: number } {
  return range ? { at: range[0], end: Math.max(range[1], range[0]) } : { at: 0, end: 0 };
}
