import type { SchemaProblem } from './schema-check.ts';
import type { YamlPath } from './yaml-file.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords whose schemas look at the same value as the schema they stand in. */
const inPlace = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

/** References followed one after the other, at most: no honest schema comes near it. */
const maxSteps = 200;

/**
 * References that come back to where they started without a step into the value: checking anything against them would
 * never end. (A tree that refers to itself below `properties` or `items` is fine.)
 */
export function checkInPlaceCycles(root: unknown): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  const visit = (node: unknown, path: YamlPath): void => {
    if (!isNode(node) || state.get(node) === 'done' || problems.length > 0) return;
    if (state.get(node) === 'open' || path.length > maxSteps) {
      const message =
        path.length > maxSteps ? 'References lead on too far.' : 'The reference only leads back to itself.';
      problems.push({ path, message });
      return;
    }
    state.set(node, 'open');
    const ref = node['$ref'];
    if (typeof ref === 'string' && ref.startsWith('#')) visit(resolvePointer(root, ref), [...path, '$ref']);
    for (const keyword of inPlace) {
      for (const [step, held] of heldBy(node[keyword])) visit(held, [...path, keyword, ...step]);
    }
    state.set(node, 'done');
  };
  for (const { node, path } of everyNode(root)) visit(node, path);
  return problems;
}

const heldBy = (value: unknown): (readonly [YamlPath, unknown])[] =>
  Array.isArray(value) ? value.map((held, index) => [[index], held] as const) : [[[], value]];

/** Every object below the root; data that only looks like a schema does no harm here. */
function* everyNode(root: unknown): Generator<{ node: unknown; path: YamlPath }> {
  const waiting: { node: unknown; path: YamlPath }[] = [{ node: root, path: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    if (typeof next.node !== 'object' || next.node === null) continue;
    for (const [key, held] of Object.entries(next.node)) {
      waiting.push({ node: held, path: [...next.path, Array.isArray(next.node) ? Number(key) : key] });
    }
  }
}

/** The value that a pointer such as `#/$defs/name` leads to; undefined: none. */
export function resolvePointer(root: unknown, ref: string): unknown {
  let value = root;
  for (const part of ref.split('/').slice(1)) {
    const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Node)[key];
  }
  return value;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
