import type { Json, JsonSchema } from './prompt.ts';
import { isType } from './schema-keywords.ts';

type Test = (value: unknown) => boolean;
type Node = { readonly [keyword: string]: Json };

/** By the schema: a prompt is rendered many times. */
const tests = new WeakMap<Node, Test>();

/**
 * A quick yes: true means that `checkValue` has nothing to say. It knows the keywords of plain data alone and is false
 * where there is any other, or a doubt; what is wrong, and where, is for `checkValue` to find out.
 */
export function surelyFits(schema: JsonSchema, value: unknown): boolean {
  if (typeof schema === 'boolean') return schema;
  let test = tests.get(schema);
  if (!test) {
    test = testOf(schema, 0);
    tests.set(schema, test);
  }
  return test(value);
}

const maxDepth = 20;
const never: Test = () => false;

function testOf(schema: Json | undefined, depth: number): Test {
  if (schema === true) return () => true;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema) || depth > maxDepth)
    return never;
  const node = schema as Node;
  // The type first: the other tests look at values of it.
  const keywords = Object.keys(node).filter((keyword) => keyword !== 'type' && !notes.has(keyword));
  const all = (node['type'] === undefined ? keywords : ['type', ...keywords]).map(
    (keyword) => testers.get(keyword)?.(node[keyword] as Json, node, depth) ?? never,
  );
  const [first, second, third] = all;
  if (!first) return () => true;
  if (!second) return first;
  if (!third) return (value) => first(value) && second(value);
  return (value) => all.every((test) => test(value));
}

/** Keywords that demand nothing. */
const notes: ReadonlySet<string> = new Set(['title', 'description', 'default', 'examples', '$comment']);

type Tester = (given: Json, schema: Node, depth: number) => Test | undefined;

/** Each gives a test of a value that has the `type` beside it; none: there is a doubt. */
const testers: ReadonlyMap<string, Tester> = new Map<string, Tester>([
  ['type', (given) => (typeof given === 'string' ? (value) => isType(value, given) : undefined)],
  [
    'enum',
    (given) =>
      Array.isArray(given) ? (value) => typeof value !== 'object' && given.includes(value) : undefined,
  ],
  ['maxLength', ofType('string', (limit) => (value) => (value as string).length <= limit)],
  ['maxItems', ofType('array', (limit) => (value) => (value as readonly unknown[]).length <= limit)],
  ['minItems', ofType('array', (limit) => (value) => (value as readonly unknown[]).length >= limit)],
  ['minimum', ofType('number', (limit) => (value) => (value as number) >= limit)],
  ['maximum', ofType('number', (limit) => (value) => (value as number) <= limit)],
  ['items', everyItem],
  ['required', everyKey],
  ['properties', everyProperty],
]);

function everyItem(given: Json, { type }: Node, depth: number): Test | undefined {
  const test = testOf(given, depth + 1);
  return type === 'array' ? (value) => (value as readonly unknown[]).every((item) => test(item)) : undefined;
}

function everyKey(given: Json, { type }: Node): Test | undefined {
  if (type !== 'object' || !Array.isArray(given)) return undefined;
  const names = given.map(String);
  return (value) => names.every((name) => Object.hasOwn(value as object, name));
}

function everyProperty(given: Json, { type }: Node, depth: number): Test | undefined {
  if (type !== 'object' || typeof given !== 'object') return undefined;
  const fields = Object.entries(given as Node).map(([name, schema]) => ({
    name,
    test: testOf(schema, depth + 1),
  }));
  return (value) =>
    fields.every(
      ({ name, test }) =>
        !Object.hasOwn(value as object, name) || test((value as Readonly<Record<string, unknown>>)[name]),
    );
}

function ofType(wanted: string, test: (limit: number) => Test): Tester {
  return (given, { type }) => {
    const fits = type === wanted || (wanted === 'number' && type === 'integer');
    return fits && typeof given === 'number' ? test(given) : undefined;
  };
}
