import type { Json, JsonSchema } from './prompt.ts';
import { isType } from './schema-keywords.ts';

type Test = (value: unknown) => boolean;
type Node = { readonly [keyword: string]: Json };

/**
 * The quick yes of a schema, made once: true means that `checkValue` has nothing to say. It knows the keywords of plain
 * data alone and is false where there is any other, or a doubt; what is wrong, and where, is for `checkValue` to find out.
 */
export const surelyFits = (schema: JsonSchema): Test => testOf(schema, 0);

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
  ['type', ofOneType],
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

function ofOneType(given: Json): Test | undefined {
  switch (given) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'object':
      return (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof given === 'string' ? (value) => isType(value, given) : undefined;
  }
}

function everyItem(given: Json, { type }: Node, depth: number): Test | undefined {
  const test = testOf(given, depth + 1);
  if (type !== 'array') return undefined;
  // Loops, here and below: the closures of `every` take longer than the tests.
  return (value) => {
    const list = value as readonly unknown[];
    for (let at = 0; at < list.length; at += 1) if (!test(list[at])) return false;
    return true;
  };
}

/** The required keys that `properties` does not look at anyway. */
function everyKey(given: Json, { type, properties }: Node): Test | undefined {
  if (type !== 'object' || !Array.isArray(given)) return undefined;
  const names = given.map(String).filter((name) => !Object.hasOwn(Object(properties), name));
  return (value) => names.every((name) => Object.hasOwn(value as object, name));
}

function everyProperty(given: Json, { type, required }: Node, depth: number): Test | undefined {
  if (type !== 'object' || typeof given !== 'object') return undefined;
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  const fields = Object.entries(given as Node).map(([name, schema]) => ({
    name,
    test: testOf(schema, depth + 1),
    isNeeded: needed.has(name),
  }));
  return (value) => {
    const record = value as Readonly<Record<string, unknown>>;
    for (let at = 0; at < fields.length; at += 1) {
      const { name, test, isNeeded } = fields[at] as (typeof fields)[number];
      if (Object.hasOwn(record, name) ? !test(record[name]) : isNeeded) return false;
    }
    return true;
  };
}

function ofType(wanted: string, test: (limit: number) => Test): Tester {
  return (given, { type }) => {
    const fits = type === wanted || (wanted === 'number' && type === 'integer');
    return fits && typeof given === 'number' ? test(given) : undefined;
  };
}
