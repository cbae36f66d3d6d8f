import type { Json, JsonSchema } from '../render/prompt.ts';
import { entriesOf, type JsonRecord, listOf, recordOf } from './shape.ts';

type Keyword = 'schema' | 'schemas' | 'named' | 'either';

/** Keywords that hold further schemas, and how. What any other keyword holds is data. */
const applicators: ReadonlyMap<string, Keyword> = new Map([
  ...each('named', '$defs definitions properties patternProperties dependentSchemas dependencies'),
  ...each('schemas', 'allOf anyOf oneOf prefixItems'),
  ...each('either', 'items'),
  ...each('schema', 'additionalItems additionalProperties unevaluatedItems unevaluatedProperties'),
  ...each('schema', 'propertyNames contains contentSchema not if then else'),
]);

function each(how: Keyword, keywords: string): readonly (readonly [string, Keyword])[] {
  return keywords.split(' ').map((keyword) => [keyword, how] as const);
}

/** Deepest nesting that is followed; deeper schemas are refused by validateSchema. */
const maxDepth = 200;

/**
 * The schema with `change` made to each of its objects, outermost first; data (`const`, `enum`, `default`) stays as it
 * is, and what nothing changes is the same object as before.
 */
export function mapSchema(
  schema: JsonSchema,
  change: (
    node: { readonly [keyword: string]: Json },
    path: readonly string[],
  ) => { readonly [keyword: string]: Json },
): JsonSchema {
  const visit = (value: Json, path: readonly string[]): Json => {
    const node = recordOf(value);
    if (!node || path.length > maxDepth) return value;
    return mapRecord(change(node, path), (held, keyword) => {
      const how = applicators.get(keyword);
      return how ? visitHeld(held, how, [...path, keyword], visit) : held;
    });
  };
  return visit(schema, []) as JsonSchema;
}

function visitHeld(
  held: Json,
  how: Keyword,
  path: readonly string[],
  visit: (value: Json, path: readonly string[]) => Json,
): Json {
  if (Array.isArray(held)) {
    if (how !== 'schemas' && how !== 'either') return held;
    const items = listOf(held);
    const mapped = items.map((item, index) => visit(item, [...path, String(index)]));
    return mapped.every((item, index) => item === items[index]) ? held : mapped;
  }
  const named = how === 'named' ? recordOf(held) : null;
  return named ? mapRecord(named, (value, name) => visit(value, [...path, name])) : visit(held, path);
}

function mapRecord(record: JsonRecord, map: (value: Json, key: string) => Json): JsonRecord {
  const keys = Object.keys(record);
  const values = keys.map((key) => map(record[key] as Json, key));
  return keys.every((key, index) => values[index] === record[key])
    ? record
    : Object.fromEntries(keys.map((key, index) => [key, values[index] as Json]));
}

/** Every regular expression of a schema: `pattern`, and the names in `patternProperties`. */
export function patternsOf(schema: JsonSchema) {
  const found: { pattern: string; path: readonly string[]; part: 'key' | 'value' }[] = [];
  mapSchema(schema, (node, path) => {
    if (typeof node['pattern'] === 'string') {
      found.push({ pattern: node['pattern'], path: [...path, 'pattern'], part: 'value' });
    }
    for (const [pattern] of entriesOf(node['patternProperties'])) {
      found.push({ pattern, path: [...path, 'patternProperties', pattern], part: 'key' });
    }
    return node;
  });
  return found;
}

/** Every `$ref` of a schema. */
export function refsOf(
  schema: JsonSchema,
): readonly { readonly ref: string; readonly path: readonly string[] }[] {
  const found: { ref: string; path: readonly string[] }[] = [];
  mapSchema(schema, (node, path) => {
    if (typeof node['$ref'] === 'string') found.push({ ref: node['$ref'], path: [...path, '$ref'] });
    return node;
  });
  return found;
}

const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  '$comment',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** What a schema demands, without what it merely says: a new description is no new behaviour. */
export function withoutAnnotations(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, (node) => {
    const keywords = Object.keys(node);
    const kept = keywords.filter((keyword) => !annotations.has(keyword) && !keyword.startsWith('x-'));
    return kept.length === keywords.length
      ? node
      : Object.fromEntries(kept.map((keyword) => [keyword, node[keyword] as Json]));
  });
}
