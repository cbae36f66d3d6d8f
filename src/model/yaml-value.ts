import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { SyntaxProblem } from './yaml-syntax.ts';

/** Plain JSON data of a node and what is wrong with it; depth is bounded before nodes are built. */
export function toPlain(root: Node | null): { value: unknown; problems: SyntaxProblem[] } {
  const problems: SyntaxProblem[] = [];
  return { value: plainNode(root, problems), problems };
}

/** The key of a pair as text; null where it is no text. A number or date keeps the way it is written. */
export function keyText(pair: Pair): string | null {
  const { key } = pair;
  if (!isScalar(key)) return null;
  if (typeof key.value === 'string') return key.value;
  return key.source === undefined || key.source === '' ? null : key.source;
}

function plainNode(node: unknown, problems: SyntaxProblem[]): unknown {
  if (isMap(node)) return plainMap(node, problems);
  if (isSeq(node)) return node.items.map((item) => plainNode(item, problems));
  return isScalar(node) ? plainScalar(node, problems) : null;
}

function plainMap(map: YAMLMap, problems: SyntaxProblem[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const seen = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = keyText(pair);
    const problem =
      key === null ? noTextKey(pair) : (forbiddenKey(key, pair) ?? repeatedKey(key, pair, seen.get(key)));
    if (problem) {
      problems.push(problem);
      continue;
    }
    if (key === null) continue;
    seen.set(key, pair);
    value[key] = plainNode(pair.value, problems);
  }
  return value;
}

function plainScalar(scalar: Scalar, problems: SyntaxProblem[]): unknown {
  const { value } = scalar;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const message = `"${scalar.source ?? String(value)}" is not a number that JSON knows.`;
    problems.push({
      rule: 'schema/invalid',
      message,
      hint: 'Put it in quotes if it is text.',
      ...spanOf(scalar),
    });
    return null;
  }
  if (typeof value === 'string' && loneSurrogate.test(value)) {
    const message = 'The text has half of a surrogate pair: it is not valid Unicode.';
    problems.push({ rule: 'schema/encoding', message, ...spanOf(scalar) });
    return value.replace(new RegExp(loneSurrogate, 'gu'), '\ufffd');
  }
  return value;
}

/** With the `u` flag a pair is one character: only a half of one matches. */
const loneSurrogate = /\p{Surrogate}/u;

function noTextKey(pair: Pair): SyntaxProblem {
  const node = pair.key ?? pair.value;
  const at = spanOf(node);
  return { rule: 'schema/invalid', message: 'A key must be text.', hint: 'Put it in quotes.', ...at };
}

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function forbiddenKey(key: string, pair: Pair): SyntaxProblem | null {
  if (!forbidden.has(key)) return null;
  return { rule: 'schema/invalid', message: `The key "${key}" is not allowed.`, ...spanOf(pair.key) };
}

function repeatedKey(key: string, pair: Pair, first: Pair | undefined): SyntaxProblem | null {
  if (!first) return null;
  return {
    rule: 'schema/duplicate-key',
    message: `The key "${key}" stands twice.`,
    ...spanOf(pair.key),
    first: spanOf(first.key).at,
  };
}

/** Offsets of a node's own text, without the white space and comments after it. */
export function spanOf(node: unknown): { at: number; end: number } {
  const range = (node as Node | null)?.range;
  return range ? { at: range[0], end: Math.max(range[1], range[0]) } : { at: 0, end: 0 };
}
