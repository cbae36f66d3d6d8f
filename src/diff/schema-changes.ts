import { canonicalJson } from '../model/digest.ts';
import { withoutAnnotations } from '../model/json-schema.ts';
import { byCodePoint } from '../model/order.ts';
import { entriesOf, type JsonRecord, listOf, recordOf, textsOf } from '../model/shape.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import type { Json, JsonSchema } from '../render/prompt.ts';

/** One thing that differs between two schemas, by its place in a value: `articles[].title`; empty: the value itself. */
export type SchemaChange = {
  readonly path: string;
  /** The same place as keys of the new schema; what is gone, where it would be. */
  readonly keys: YamlPath;
} & (
  | {
      readonly what: 'field-added';
      readonly required: boolean;
      readonly schema: Json;
      /** What was there said something of fields it did not name. */
      readonly closed: boolean;
    }
  | { readonly what: 'field-removed'; readonly required: boolean; readonly schema: Json }
  | { readonly what: 'required-added' | 'required-dropped' }
  | { readonly what: 'values-added' | 'values-removed'; readonly values: readonly Json[] }
  /** `type-changed`: `type`, `enum` or `const` differ; `bounds-changed`: only what limits values of the same type. */
  | { readonly what: 'type-changed' | 'bounds-changed'; readonly before: Json; readonly after: Json }
  /** The same demands in other words: titles, descriptions, the order of alternatives. */
  | { readonly what: 'reworded' }
);

const bounds: ReadonlySet<string> = new Set([
  ...['minLength', 'maxLength', 'pattern', 'format', 'minItems', 'maxItems', 'uniqueItems', 'multipleOf'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minProperties', 'maxProperties'],
]);
/** What the walk itself follows, object by object. */
const followed: ReadonlySet<string> = new Set(['properties', 'required', 'items', '$defs', 'definitions']);
/** What a schema says of fields that it does not name. */
const beside = ['additionalProperties', 'unevaluatedProperties', 'patternProperties', 'propertyNames'];
const maxDepth = 50;

type Walk = {
  readonly before: JsonSchema;
  readonly after: JsonSchema;
  /** Pairs of references that were followed: a schema may hold itself. */
  readonly seen: Set<string>;
};

/** Where the walk is: in a value, and by keys in the new schema. */
type Spot = { readonly path: string; readonly keys: YamlPath; readonly depth: number };

/** What differs, field by field where both schemas describe objects and lists, else for a whole value. */
export function schemaChanges(before: JsonSchema, after: JsonSchema): readonly SchemaChange[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  return [...changesAt({ before, after, seen: new Set() }, before, after, { path: '', keys: [], depth: 0 })];
}

function* changesAt(walk: Walk, old: Json, now: Json, spot: Spot): Iterable<SchemaChange> {
  const references = [recordOf(old)?.['$ref'], recordOf(now)?.['$ref']];
  if (references.some((reference) => reference !== undefined)) {
    const pair = canonicalJson([old, now]);
    if (walk.seen.has(pair)) return;
    walk.seen.add(pair);
  }
  const [was, is] = [resolve(old, walk.before, []), resolve(now, walk.after, spot.keys)];
  const { path, depth } = spot;
  if (!was || !is || depth > maxDepth) {
    if (canonicalJson(old) !== canonicalJson(now))
      yield { path, keys: spot.keys, what: 'type-changed', before: old, after: now };
    return;
  }
  const here = { path, keys: is.keys, depth };
  const [before, after] = [unfolded(was.node, walk.before), unfolded(is.node, walk.after)];
  yield* fieldChanges(walk, before, after, here);
  yield* itemChanges(walk, before, after, here);
  yield* ownChanges(before, after, here);
}

function* fieldChanges(walk: Walk, was: JsonRecord, is: JsonRecord, spot: Spot): Iterable<SchemaChange> {
  const { keys, depth } = spot;
  const [old, now] = [recordOf(was['properties']) ?? {}, recordOf(is['properties']) ?? {}];
  const [needed, needs] = [new Set(textsOf(was['required'])), new Set(textsOf(is['required']))];
  const closed = beside.some((keyword) => keyword in was && was[keyword] !== true);
  const names = new Set([...Object.keys(old), ...Object.keys(now), ...needed, ...needs]);
  for (const name of [...names].sort(byCodePoint)) {
    const path = spot.path === '' ? name : `${spot.path}.${name}`;
    const own = { path, keys: [...keys, 'properties', name] };
    const [before, after] = [heldAt(old, name), heldAt(now, name)];
    if (before === undefined && after !== undefined) {
      yield { ...own, what: 'field-added', required: needs.has(name), schema: after, closed };
    } else if (before !== undefined && after === undefined) {
      yield { ...own, what: 'field-removed', required: needed.has(name), schema: before };
    } else {
      if (needed.has(name) !== needs.has(name)) {
        const what = needs.has(name) ? 'required-added' : 'required-dropped';
        yield { path, keys: [...keys, 'required'], what };
      }
      if (before !== undefined && after !== undefined)
        yield* changesAt(walk, before, after, { ...own, depth: depth + 1 });
    }
  }
}

function* itemChanges(walk: Walk, was: JsonRecord, is: JsonRecord, spot: Spot): Iterable<SchemaChange> {
  const [old, now] = [was['items'], is['items']];
  if (old === undefined && now === undefined) return;
  const inside = { path: `${spot.path}[]`, keys: [...spot.keys, 'items'], depth: spot.depth + 1 };
  yield* changesAt(walk, old ?? true, now ?? true, inside);
}

/** The keywords of one object that the walk does not follow into. */
function* ownChanges(was: JsonRecord, is: JsonRecord, { path, keys }: Spot): Iterable<SchemaChange> {
  const [old, now] = alike(ownKeywords(was), ownKeywords(is));
  const differing = differingKeys(demands(old), demands(now));
  const at = (key: string | undefined) => ({
    path,
    keys: key !== undefined && key in is ? [...keys, key] : keys,
  });
  if (differing.length === 0) {
    const [word] = differingKeys(old, now);
    if (word !== undefined) yield { ...at(word), what: 'reworded' };
    return;
  }
  if (differing.every((key) => key === 'enum') && 'enum' in old && 'enum' in now) {
    yield* valueChanges(listOf(old['enum']), listOf(now['enum']), at('enum'));
    return;
  }
  const what = differing.every((key) => bounds.has(key)) ? 'bounds-changed' : 'type-changed';
  const only = (node: JsonRecord) =>
    Object.fromEntries(Object.entries(node).filter(([key]) => differing.includes(key)));
  yield { ...at(differing.find((key) => key in is)), what, before: only(old), after: only(now) };
}

function* valueChanges(
  old: readonly Json[],
  now: readonly Json[],
  at: Pick<SchemaChange, 'path' | 'keys'>,
): Iterable<SchemaChange> {
  const without = (values: readonly Json[], others: readonly Json[]) => {
    const known = new Set(others.map(canonicalJson));
    return values.filter((value) => !known.has(canonicalJson(value)));
  };
  const [added, removed] = [without(now, old), without(old, now)];
  if (added.length > 0) yield { ...at, what: 'values-added', values: added };
  if (removed.length > 0) yield { ...at, what: 'values-removed', values: removed };
  if (added.length + removed.length === 0) yield { ...at, what: 'reworded' };
}

/** Where one side names a single value and the other one a list, both as lists. */
function alike(a: JsonRecord, b: JsonRecord): readonly [JsonRecord, JsonRecord] {
  if ('const' in a === 'const' in b) return [a, b];
  const listing = ({ const: only, ...node }: JsonRecord): JsonRecord =>
    only === undefined || 'enum' in node
      ? { ...node, ...(only === undefined ? {} : { const: only }) }
      : { ...node, enum: [only] };
  return [listing(a), listing(b)];
}

const ownKeywords = (node: JsonRecord): JsonRecord =>
  Object.fromEntries(entriesOf(node).filter(([keyword]) => !followed.has(keyword)));

const demands = (node: JsonRecord): JsonRecord => recordOf(withoutAnnotations(node)) ?? {};

const differingKeys = (a: JsonRecord, b: JsonRecord): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (key) => canonicalJson(heldAt(a, key)) !== canonicalJson(heldAt(b, key)),
  );

const heldAt = (record: JsonRecord, key: string): Json | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** A schema with what `allOf` adds taken in, where that says the same: no keyword twice, and none about other fields. */
function unfolded(node: JsonRecord, root: JsonSchema): JsonRecord {
  if (node['allOf'] === undefined) return node;
  const { allOf, ...own } = node;
  const parts = [own, ...listOf(allOf).map((part) => resolve(part, root, [])?.node ?? { allOf })];
  const merged: Record<string, Json> = {};
  for (const part of parts) {
    for (const [keyword, value] of entriesOf(part)) {
      const known = heldAt(merged, keyword);
      const fields = { ...recordOf(known), ...recordOf(value) };
      if (keyword === 'allOf' || beside.includes(keyword)) return node;
      if (known === undefined || canonicalJson(known) === canonicalJson(value)) merged[keyword] = value;
      else if (keyword === 'required') merged[keyword] = [...new Set([...textsOf(known), ...textsOf(value)])];
      else if (keyword === 'properties' && agree(known, value)) merged[keyword] = fields;
      else return node;
    }
  }
  return merged;
}

/** Whether fields that two schemas both describe are described alike. */
function agree(a: Json, b: Json): boolean {
  const other = recordOf(b) ?? {};
  return entriesOf(recordOf(a) ?? {}).every(
    ([name, schema]) =>
      !Object.hasOwn(other, name) || canonicalJson(schema) === canonicalJson(heldAt(other, name) ?? null),
  );
}

/** The object a schema stands for and where it stands, its own `$ref` followed; null for booleans and what leads nowhere. */
function resolve(
  schema: Json,
  root: JsonSchema,
  keys: YamlPath,
  depth = 0,
): { readonly node: JsonRecord; readonly keys: YamlPath } | null {
  if (schema === true) return { node: {}, keys };
  const node = recordOf(schema);
  const reference = node?.['$ref'];
  if (!node) return null;
  if (typeof reference !== 'string') return { node, keys };
  if (depth > maxDepth || !reference.startsWith('#')) return null;
  const { $ref: _ref, ...beside } = node;
  const segments = reference
    .slice(1)
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const target = segments.reduce<Json | undefined>(
    (held, key) => (Array.isArray(held) ? held[Number(key)] : recordOf(held)?.[key]),
    root,
  );
  const resolved = target === undefined ? null : resolve(target, root, segments, depth + 1);
  return resolved && { node: { ...resolved.node, ...beside }, keys: resolved.keys };
}
