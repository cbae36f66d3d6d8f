import { resolvePointer } from '../render/json-pointer.ts';
import type { Input, Json, JsonSchema } from '../render/prompt.ts';
import { listOf, recordOf, textsOf } from './shape.ts';

/**
 * What a schema says about a value, as far as a template cares. `input` is the input it comes from, null for what a
 * template makes itself. `unknown` is never wrong.
 */
export type ScopeShape = { readonly input: string | null } & (
  | { readonly kind: 'unknown' }
  /** Printable; `text`: has a length and characters. */
  | { readonly kind: 'scalar'; readonly text: boolean }
  | { readonly kind: 'list'; item(): ScopeShape }
  | {
      readonly kind: 'object';
      /** The keys it can have; null: any. */
      readonly names: readonly string[] | null;
      /** Inputs it holds as a whole; absent: none. */
      readonly holds?: readonly string[];
      /** The value of a key; null: it has none of that name. */
      property(name: string): ScopeShape | null;
    }
  | { readonly kind: 'media'; readonly of: 'image' | 'audio' | 'file' }
);

export const unknownShape = (input: string | null): ScopeShape => ({ kind: 'unknown', input });
export const scalarShape = (text: boolean, input: string | null = null): ScopeShape => ({
  kind: 'scalar',
  text,
  input,
});

/** An object of known keys. Each property is made once, so that equal shapes are the same object. */
export function objectShape(
  names: readonly string[],
  make: (name: string) => ScopeShape,
  { input = null, open = false }: { readonly input?: string | null; readonly open?: boolean } = {},
): ScopeShape {
  const known = new Set(names);
  const made = new Map<string, ScopeShape>();
  return {
    kind: 'object',
    input,
    names: open ? null : names,
    property(name) {
      if (!known.has(name)) return open ? unknownShape(input) : null;
      const shape = made.get(name) ?? make(name);
      made.set(name, shape);
      return shape;
    },
  };
}

export function inputShape(name: string, input: Input): ScopeShape {
  switch (input.kind) {
    case 'json':
      return schemaShape(input.schema, { root: input.schema, input: name, seen: new Map() }, 0);
    case 'messages': {
      const message = objectShape(['role', 'content'], () => scalarShape(true, name), { input: name });
      return { kind: 'list', input: name, item: () => message };
    }
    case 'image':
    case 'audio':
    case 'file':
      return { kind: 'media', of: input.kind, input: name };
  }
}

type Walk = { readonly root: JsonSchema; readonly input: string; readonly seen: Map<object, ScopeShape> };
type Schema = { readonly [keyword: string]: Json };

/** Schemas that may stand around each other without a value in between (`$ref`, `anyOf`). */
const maxDepth = 20;

function schemaShape(schema: Json | undefined, walk: Walk, depth: number): ScopeShape {
  const given = recordOf(schema);
  if (!given || depth > maxDepth) return unknownShape(walk.input);
  const known = walk.seen.get(given);
  if (known) return known;
  const shape = readSchema(given, walk, depth);
  walk.seen.set(given, shape);
  return shape;
}

function readSchema(schema: Schema, walk: Walk, depth: number): ScopeShape {
  if (typeof schema['$ref'] === 'string') {
    return schemaShape(resolvePointer(schema['$ref'], walk.root), walk, depth + 1);
  }
  const forms = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
  if (forms.length > 0)
    return union(
      forms.map((form) => schemaShape(form, walk, depth + 1)),
      walk.input,
    );
  // Several schemas at once say more than is worked out here.
  if (schema['allOf'] || schema['if'] || schema['dependentSchemas']) return unknownShape(walk.input);
  const types = typesOf(schema).filter((type) => type !== 'null');
  const [type] = types;
  if (types.length > 0 && types.every((each) => scalarTypes.has(each))) {
    return scalarShape(types.includes('string'), walk.input);
  }
  if (types.length !== 1) return unknownShape(walk.input);
  return type === 'array' ? listShape(schema, walk) : recordShape(schema, walk);
}

const scalarTypes: ReadonlySet<string> = new Set(['string', 'number', 'integer', 'boolean']);

/** The types a schema allows; guessed from its other keywords where it names none. */
function typesOf(schema: Schema): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return textsOf(type);
  const values = 'const' in schema ? [schema['const']] : listOf(schema['enum']);
  if (values.length > 0)
    return values.map((value) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value));
  if (recordOf(schema['properties'])) return ['object'];
  return schema['items'] || schema['prefixItems'] ? ['array'] : [];
}

function listShape(schema: Schema, walk: Walk): ScopeShape {
  const isTuple = Array.isArray(schema['items']) || schema['prefixItems'] !== undefined;
  const items = isTuple ? undefined : schema['items'];
  return { kind: 'list', input: walk.input, item: () => schemaShape(items, walk, 0) };
}

/** Keys count as known where the schema lists them and does not say that there are others. */
function recordShape(schema: Schema, walk: Walk): ScopeShape {
  const properties = recordOf(schema['properties']) ?? {};
  const { additionalProperties: rest, patternProperties } = schema;
  const names = Object.keys(properties);
  const open = patternProperties !== undefined || (rest === undefined ? names.length === 0 : rest !== false);
  const property = (name: string) => schemaShape(properties[name], walk, 0);
  return objectShape(names, property, { input: walk.input, open });
}

/** What is true of each of the shapes. */
export function union(shapes: readonly ScopeShape[], input: string | null): ScopeShape {
  const [first] = shapes;
  if (!first || shapes.some(({ kind }) => kind !== first.kind)) return unknownShape(input);
  if (first.kind === 'scalar') {
    return scalarShape(
      shapes.some((shape) => shape.kind === 'scalar' && shape.text),
      input,
    );
  }
  if (shapes.length === 1) return first;
  if (first.kind === 'list') return { kind: 'list', input, item: () => unknownShape(input) };
  if (first.kind !== 'object') return first;
  const objects = shapes.flatMap((shape) => (shape.kind === 'object' ? [shape] : []));
  const open = objects.some(({ names }) => names === null);
  const names = [...new Set(objects.flatMap((shape) => shape.names ?? []))];
  return objectShape(names, () => unknownShape(input), { input, open });
}
