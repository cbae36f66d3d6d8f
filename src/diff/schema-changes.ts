import { canonicalJson } from '../model/digest.ts';
import { withoutAnnotations } from '../model/json-schema.ts';
import { byCodePoint } from '../model/order.ts';
import { entriesOf, type JsonRecord, listOf, recordOf, textsOf } from '../model/shape.ts';
import type { Json, JsonSchema } from '../render/prompt.ts';

/** One thing that differs between two schemas, by its place in a value: `articles[].title`; empty: the value itself. */
export type SchemaChange = { readonly path: string } & (
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

/** What differs, field by field where both schemas describe objects and lists, else for a whole value. */
export function schemaChanges(before: JsonSchema, after: JsonSchema): readonly SchemaChange[] {
  return [...changesAt({ before, after, seen: new Set() }, before, after, '', 0)];
}

function* changesAt(walk: Walk, old: Json, now: Json, path: string, depth: number): Iterable<SchemaChange> {
  if (canonicalJson([old, walk.before]) === canonicalJson([now, walk.after])) return;
  const references = [recordOf(old)?.['$ref'], recordOf(now)?.['$ref']];
  if (references.some((reference) => reference !== undefined)) {
    const pair = canonicalJson([old, now]);
    if (walk.seen.has(pair)) return;
    walk.seen.add(pair);
  }
  const [was, is] = [resolve(old, walk.before), resolve(now, walk.after)];
  if (!was || !is || depth > maxDepth) {
    if (canonicalJson(old) !== canonicalJson(now))
      yield { path, what: 'type-changed', before: old, after: now };
    return;
  }
  yield* fieldChanges(walk, was, is, path, depth);
  yield* itemChanges(walk, was, is, path, depth);
  yield* ownChanges(was, is, path);
}

function* fieldChanges(
  walk: Walk,
  was: JsonRecord,
  is: JsonRecord,
  path: string,
  depth: number,
): Iterable<SchemaChange> {
  const [old, now] = [recordOf(was['properties']) ?? {}, recordOf(is['properties']) ?? {}];
  const [needed, needs] = [new Set(textsOf(was['required'])), new Set(textsOf(is['required']))];
  const closed = beside.some((keyword) => keyword in was && was[keyword] !== true);
  for (const name of [...new Set([...Object.keys(old), ...Object.keys(now), ...needed, ...needs])].sort(
    byCodePoint,
  )) {
    const field = path === '' ? name : `${path}.${name}`;
    const [before, after] = [heldAt(old, name), heldAt(now, name)];
    if (before === undefined && after !== undefined) {
      yield { path: field, what: 'field-added', required: needs.has(name), schema: after, closed };
    } else if (before !== undefined && after === undefined) {
      yield { path: field, what: 'field-removed', required: needed.has(name), schema: before };
    } else {
      if (needed.has(name) !== needs.has(name))
        yield { path: field, what: needs.has(name) ? 'required-added' : 'required-dropped' };
      if (before !== undefined && after !== undefined)
        yield* changesAt(walk, before, after, field, depth + 1);
    }
  }
}

function* itemChanges(
  walk: Walk,
  was: JsonRecord,
  is: JsonRecord,
  path: string,
  depth: number,
): Iterable<SchemaChange> {
  const [old, now] = [was['items'], is['items']];
  if (canonicalJson([old, walk.before]) === canonicalJson([now, walk.after])) return;
  yield* changesAt(walk, old ?? true, now ?? true, `${path}[]`, depth + 1);
}

/** The keywords of one object that the walk does not follow into. */
function* ownChanges(was: JsonRecord, is: JsonRecord, path: string): Iterable<SchemaChange> {
  const [old, now] = [ownKeywords(was), ownKeywords(is)];
  const differing = differingKeys(demands(old), demands(now));
  if (differing.length === 0) {
    const words = canonicalJson(ownKeywords(was)) !== canonicalJson(ownKeywords(is));
    if (words) yield { path, what: 'reworded' };
    return;
  }
  if (differing.every((key) => key === 'enum') && 'enum' in old && 'enum' in now) {
    yield* valueChanges(listOf(old['enum']), listOf(now['enum']), path);
    return;
  }
  const what = differing.every((key) => bounds.has(key)) ? 'bounds-changed' : 'type-changed';
  const only = (node: JsonRecord) =>
    Object.fromEntries(Object.entries(node).filter(([key]) => differing.includes(key)));
  yield { path, what, before: only(old), after: only(now) };
}

function* valueChanges(old: readonly Json[], now: readonly Json[], path: string): Iterable<SchemaChange> {
  const without = (values: readonly Json[], others: readonly Json[]) => {
    const known = new Set(others.map(canonicalJson));
    return values.filter((value) => !known.has(canonicalJson(value)));
  };
  const [added, removed] = [without(now, old), without(old, now)];
  if (added.length > 0) yield { path, what: 'values-added', values: added };
  if (removed.length > 0) yield { path, what: 'values-removed', values: removed };
  if (added.length + removed.length === 0) yield { path, what: 'reworded' };
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

/** The object a schema stands for, its own `$ref` followed; null for booleans and what leads nowhere. */
function resolve(schema: Json, root: JsonSchema, depth = 0): JsonRecord | null {
  if (schema === true) return {};
  const node = recordOf(schema);
  const reference = node?.['$ref'];
  if (!node || typeof reference !== 'string') return node;
  if (depth > maxDepth || !reference.startsWith('#')) return null;
  const { $ref: _ref, ...beside } = node;
  const target = reference
    .slice(1)
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>(
      (held, key) => (Array.isArray(held) ? held[Number(key)] : recordOf(held)?.[key]),
      root,
    );
  const resolved = target === undefined ? null : resolve(target, root, depth + 1);
  return resolved && { ...resolved, ...beside };
}
