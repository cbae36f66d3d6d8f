import { canonicalJson } from '../../model/digest.ts';
import { mapSchema, withoutAnnotations } from '../../model/json-schema.ts';
import { entriesOf, listOf, numberOf, recordOf } from '../../model/shape.ts';
import type { Json, JsonSchema } from '../../render/prompt.ts';
import type { Node } from './forms.ts';

/** Stands for what no proof looks into, with its text: two that read the same ask the same. */
export const beyond = '$beyond';

export type Prepared = {
  readonly schema: JsonSchema;
  /** Whether something in it is beyond proofs and beyond the check of values. */
  readonly isBeyond: boolean;
  /** Values of `multipleOf` that are no whole numbers. */
  readonly fractions: readonly number[];
};

/** A schema in fewer words: no annotations, no older spellings. */
export function prepareSchema(schema: JsonSchema): Prepared {
  let found = false;
  const bare = withoutAnnotations(schema);
  const places = placesOf(bare);
  const prepared = mapSchema(bare, (node) => {
    const plain = withoutCounts(withoutUnevaluated(withoutDependencies(node)));
    if (!isBeyond(plain, places)) return plain;
    found = true;
    return { ...plain, [beyond]: canonicalJson(plain) };
  });
  const steps = keywordValues(prepared, 'multipleOf').filter((step) => typeof step === 'number');
  const fractions = steps.filter((step) => !Number.isInteger(step));
  return { schema: prepared, isBeyond: found, fractions };
}

const unread = ['$dynamicRef', '$recursiveRef', 'unevaluatedProperties', 'unevaluatedItems'];

function isBeyond(node: Node, places: ReadonlySet<string>): boolean {
  const ref = node['$ref'];
  return (
    unread.some((keyword) => node[keyword] !== undefined) ||
    node['minContains'] !== undefined ||
    node['maxContains'] !== undefined ||
    node['nullable'] === true ||
    (typeof ref === 'string' && !places.has(ref))
  );
}

/** Where a reference leads to a schema, and not to what only looks like one. */
function placesOf(schema: JsonSchema): ReadonlySet<string> {
  const places = new Set(['#']);
  mapSchema(schema, (node, path) => {
    places.add(['#', ...path.map(escaped)].join('/'));
    // A schema of `true` or `false` is no node, but a place as well.
    for (const keyword of ['$defs', 'definitions'])
      for (const [name] of entriesOf(node[keyword]))
        places.add(['#', ...path.map(escaped), keyword, escaped(name)].join('/'));
    return node;
  });
  return places;
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** `dependencies` and `dependentSchemas` in the words of `dependentRequired` and `if`. */
function withoutDependencies(node: Node): Node {
  const { dependencies, dependentSchemas, ...rest } = node;
  const held = [...entriesOf(dependencies), ...entriesOf(dependentSchemas)];
  if (held.length === 0) return rest;
  const lists = held.filter(([, needed]) => Array.isArray(needed));
  const conditions = held
    .filter(([, needed]) => !Array.isArray(needed))
    .map(([name, then]) => ({ if: { type: 'object', required: [name] }, then }));
  return {
    ...rest,
    ...(lists.length > 0 && {
      dependentRequired: { ...recordOf(rest['dependentRequired']), ...Object.fromEntries(lists) },
    }),
    ...(conditions.length > 0 && { allOf: [...listOf(rest['allOf']), ...conditions] }),
  };
}

const inPlace = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', '$dynamicRef'];

/** Beside no other schemas, what is not evaluated is what is additional. */
function withoutUnevaluated(node: Node): Node {
  const { unevaluatedProperties: rest, ...others } = node;
  if (rest === undefined || inPlace.some((keyword) => node[keyword] !== undefined)) return node;
  return 'additionalProperties' in others ? others : { ...others, additionalProperties: rest };
}

/** Counts of contained items that say no more than `contains` does. */
function withoutCounts(node: Node): Node {
  const { contains, minContains, maxContains, ...rest } = node;
  if (contains === undefined) return rest;
  const isOne = minContains === undefined || minContains === 1;
  if (maxContains !== undefined) return node;
  if (numberOf(minContains) === 0) return rest;
  return isOne ? { ...rest, contains } : node;
}

/** Every value of a keyword, anywhere in a schema. */
export function keywordValues(schema: JsonSchema, keyword: string): readonly Json[] {
  const found: Json[] = [];
  mapSchema(schema, (node) => {
    if (node[keyword] !== undefined) found.push(node[keyword] as Json);
    return node;
  });
  return found;
}
