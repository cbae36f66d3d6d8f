import { keyText, type YamlMap, type YamlNode, type YamlPair, type YamlScalar } from './yaml-node.ts';
import type { SyntaxProblem } from './yaml-syntax.ts';

/** Plain JSON data of a node and what is wrong with it; depth is bounded before nodes are built. */
export function toPlain(root: YamlNode | null): { value: unknown; problems: SyntaxProblem[] } {
  const problems: SyntaxProblem[] = [];
  return { value: root && plainNode(root, problems), problems };
}

function plainNode(node: YamlNode, problems: SyntaxProblem[]): unknown {
  if (node.kind === 'map') return plainMap(node, problems);
  if (node.kind === 'list') return node.items.map((item) => plainNode(item, problems));
  return plainScalar(node, problems);
}

function plainMap(map: YamlMap, problems: SyntaxProblem[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const seen = new Map<string, YamlPair>();
  for (const pair of map.pairs) {
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

function plainScalar(scalar: YamlScalar, problems: SyntaxProblem[]): unknown {
  const { value } = scalar;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const message = `"${scalar.source}" is not a number that JSON knows.`;
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

function noTextKey(pair: YamlPair): SyntaxProblem {
  return {
    rule: 'schema/invalid',
    message: 'A key must be text.',
    hint: 'Put it in quotes.',
    ...spanOf(pair.key),
  };
}

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function forbiddenKey(key: string, pair: YamlPair): SyntaxProblem | null {
  if (!forbidden.has(key)) return null;
  return { rule: 'schema/invalid', message: `The key "${key}" is not allowed.`, ...spanOf(pair.key) };
}

function repeatedKey(key: string, pair: YamlPair, first: YamlPair | undefined): SyntaxProblem | null {
  if (!first) return null;
  return {
    rule: 'schema/duplicate-key',
    message: `The key "${key}" stands twice.`,
    ...spanOf(pair.key),
    first: first.key.at,
  };
}

const spanOf = ({ at, end }: YamlNode) => ({ at, end });
