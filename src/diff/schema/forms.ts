import { entriesOf, listOf, recordOf } from '../../model/shape.ts';
import { resolvePointer } from '../../render/json-pointer.ts';
import type { Json, JsonSchema } from '../../render/prompt.ts';

/** A schema and the whole it stands in, where its `$ref`s are looked up. */
export type Part = { readonly schema: Json; readonly root: JsonSchema };

/** Schemas that a value must fit, all of them. */
export type Conjunction = readonly Part[];

export type Node = { readonly [keyword: string]: Json };

/** A schema's own keywords, without those that apply further schemas to the same value. */
export type Leaf = { readonly node: Node; readonly root: JsonSchema };

/** One way to fit a schema: all of `leaves`, none of `not`. A schema is the union of its forms. */
export type Form = { readonly leaves: readonly Leaf[]; readonly not: readonly Part[] };

const anything: Form = { leaves: [], not: [] };

/** More ways than these are not looked into. */
const maxForms = 64;
const maxDepth = 60;

/** The ways to fit all of these schemas; null where there are too many to look into. */
export function formsOf(conjunction: Conjunction, depth = 0): readonly Form[] | null {
  return everyOf(conjunction.map((part) => formsOfPart(part, depth)));
}

function formsOfPart({ schema, root }: Part, depth: number): readonly Form[] | null {
  if (schema === false) return [];
  const node = recordOf(schema);
  if (!node) return [anything];
  if (depth > maxDepth) return null;
  const inner = (held: Json) => formsOfPart({ schema: held, root }, depth + 1);
  const named = typeof node['$ref'] === 'string' ? resolvePointer(node['$ref'], root) : true;
  return everyOf([
    [{ leaves: [{ node, root }], not: [] }],
    // What a reference that leads nowhere accepts, nobody knows.
    named === undefined ? null : inner(named),
    ...listOf(node['allOf']).map(inner),
    ...(Array.isArray(node['anyOf']) ? [anyOf(listOf(node['anyOf']).map(inner))] : []),
    ...(Array.isArray(node['oneOf']) ? [oneOf(listOf(node['oneOf']), root, inner)] : []),
    ...(node['if'] === undefined ? [] : [choice(node, root, inner)]),
    ...(node['not'] === undefined ? [] : [[without([{ schema: node['not'], root }])]]),
  ]);
}

type Forms = readonly Form[] | null;

const without = (not: readonly Part[]): Form => ({ leaves: [], not });

function everyOf(all: readonly Forms[]): Forms {
  let product: readonly Form[] = [anything];
  for (const forms of all) {
    if (forms === null) return null;
    if (product.length * forms.length > maxForms) return null;
    product = product.flatMap((left) =>
      forms.map((right) => ({
        leaves: [...left.leaves, ...right.leaves],
        not: [...left.not, ...right.not],
      })),
    );
  }
  return product;
}

function anyOf(all: readonly Forms[]): Forms {
  const forms = all.flatMap((each) => each ?? []);
  return all.includes(null) || forms.length > maxForms ? null : forms;
}

/** Exactly one: this one, and none of the others. */
function oneOf(schemas: readonly Json[], root: JsonSchema, inner: (schema: Json) => Forms): Forms {
  return anyOf(
    schemas.map((schema) => {
      const others = schemas.filter((other) => other !== schema).map((other) => ({ schema: other, root }));
      return everyOf([inner(schema), [without(others)]]);
    }),
  );
}

function choice(node: Node, root: JsonSchema, inner: (schema: Json) => Forms): Forms {
  const condition = node['if'] ?? true;
  return anyOf([
    everyOf([inner(condition), inner(node['then'] ?? true)]),
    everyOf([[without([{ schema: condition, root }])], inner(node['else'] ?? true)]),
  ]);
}

export type Type = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

const allTypes: readonly Type[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** The types of the values of a form; an integer is a number. */
export function typesOf({ leaves }: Form): readonly Type[] {
  return allTypes.filter((type) =>
    leaves.every(({ node }) => {
      const named = namedTypes(node);
      return named === null || named.includes(type) || (type === 'number' && named.includes('integer'));
    }),
  );
}

/** What `type` says, as a list; null: nothing. */
export function namedTypes(node: Node): readonly string[] | null {
  const { type } = node;
  if (type === undefined) return null;
  return [type].flat().map(String);
}

/** Values of a keyword in all leaves, of those that have it. */
export const valuesOf = ({ leaves }: Form, keyword: string): readonly Json[] =>
  leaves.flatMap(({ node }) => (node[keyword] === undefined ? [] : [node[keyword] as Json]));

export const numbersOf = (form: Form, keyword: string): readonly number[] =>
  valuesOf(form, keyword).filter((value) => typeof value === 'number');

/** The values an `enum` or `const` lists; null: neither is there. */
export function listedValues(form: Form): readonly Json[] | null {
  const lists = [...valuesOf(form, 'enum').map(listOf), ...valuesOf(form, 'const').map((value) => [value])];
  return lists.toSorted((a, b) => a.length - b.length)[0] ?? null;
}

/** The form as schemas again. */
export const conjunctionOf = ({ leaves }: Form): Conjunction =>
  leaves.map(({ node, root }) => ({ schema: node, root }));

export const withPart = (form: Form, part: Part & { readonly schema: Node }): Form => ({
  ...form,
  leaves: [...form.leaves, { node: part.schema, root: part.root }],
});

export const merged = (left: Form, right: Form): Form => ({
  leaves: [...left.leaves, ...right.leaves],
  not: [...left.not, ...right.not],
});

/** Names and schemas of a keyword such as `properties`. */
export const schemasOf = (node: Node, keyword: string) => entriesOf(node[keyword]);
