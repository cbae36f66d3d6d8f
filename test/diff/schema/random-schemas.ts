import fc from 'fast-check';
import type { Json, JsonSchema } from '../../../src/render/prompt.ts';

/** Few names, numbers and texts, so that schemas and values meet. */
const name = fc.constantFrom('a', 'b', 'c', 'xa');
const small = fc.integer({ min: -2, max: 4 });
const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null,
  true,
  false,
  0,
  1,
  2,
  3,
  -1,
  0.5,
  1.5,
  '',
  'a',
  'b',
  'ab',
  'abc',
  '12',
  'A',
  'a@example.com',
  '2026-01-31',
);

export const anyValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }) },
  ),
})).value;

const count = fc.integer({ min: 0, max: 3 });
const some = (record: Record<string, fc.Arbitrary<unknown>>) => fc.record(record, { requiredKeys: [] });
const typed = (type: string, more: fc.Arbitrary<object>) => more.map((keywords) => ({ type, ...keywords }));
const patterns = fc.constantFrom('^a', 'b$', '^[a-z]+$', '^[a-z0-9]*$', '^\\d+$', 'a|b', '^a|b$', '^.{1,2}$');
const types = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');

const leaf: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc.boolean(),
  typed('null', fc.constant({})),
  typed('boolean', fc.constant({})),
  typed(
    'integer',
    some({ minimum: small, maximum: small, exclusiveMinimum: small, exclusiveMaximum: small }),
  ),
  typed(
    'number',
    some({
      minimum: small,
      exclusiveMaximum: small,
      maximum: fc.constantFrom(0.5, 1, 2.5),
      multipleOf: fc.constantFrom(1, 2, 3, 0.5),
    }),
  ),
  typed('string', some({ minLength: count, maxLength: count })),
  typed('string', some({ pattern: patterns, maxLength: count })),
  typed('string', some({ format: fc.constantFrom('date', 'email', 'uri'), minLength: count })),
  fc.array(scalar, { minLength: 1, maxLength: 4 }).map((values) => ({ enum: values })),
  scalar.map((value) => ({ const: value })),
  fc.uniqueArray(types, { minLength: 1, maxLength: 3 }).map((type) => ({ type })),
  some({
    minimum: small,
    maxLength: count,
    maxItems: count,
    required: fc.uniqueArray(name, { maxLength: 2 }),
  }) as fc.Arbitrary<JsonSchema>,
  fc.constantFrom({ $ref: '#/$defs/one' }, { $ref: '#/$defs/two' }),
) as fc.Arbitrary<JsonSchema>;

const node: fc.Arbitrary<JsonSchema> = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const inner = tie('schema');
  const several = fc.array(inner, { minLength: 1, maxLength: 3 });
  const properties = fc.dictionary(name, inner, { maxKeys: 3, noNullPrototype: true });
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: leaf },
      {
        weight: 5,
        arbitrary: typed(
          'object',
          some({
            properties,
            required: fc.uniqueArray(name, { maxLength: 2 }),
            additionalProperties: fc.oneof(fc.boolean(), inner),
            patternProperties: fc.dictionary(fc.constantFrom('^x', 'a$'), inner, {
              maxKeys: 1,
              noNullPrototype: true,
            }),
            propertyNames: fc.constantFrom({ maxLength: 1 }, { pattern: '^[a-c]$' }, { enum: ['a', 'b'] }),
            minProperties: count,
            maxProperties: count,
            dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 1 }), {
              maxKeys: 1,
              noNullPrototype: true,
            }),
          }),
        ) as fc.Arbitrary<JsonSchema>,
      },
      {
        weight: 2,
        arbitrary: typed(
          'object',
          some({ properties, required: fc.uniqueArray(name, { maxLength: 2 }) }),
        ) as fc.Arbitrary<JsonSchema>,
      },
      {
        weight: 2,
        arbitrary: typed(
          'array',
          some({
            items: inner,
            prefixItems: several,
            minItems: count,
            maxItems: count,
            uniqueItems: fc.boolean(),
          }),
        ) as fc.Arbitrary<JsonSchema>,
      },
      // Beside prefixItems, the judge takes an empty array for one that contains something.
      {
        weight: 1,
        arbitrary: typed(
          'array',
          some({ contains: inner, minItems: count, maxItems: count }),
        ) as fc.Arbitrary<JsonSchema>,
      },
      { weight: 1, arbitrary: several.map((anyOf) => ({ anyOf })) as fc.Arbitrary<JsonSchema> },
      { weight: 1, arbitrary: several.map((oneOf) => ({ oneOf })) as fc.Arbitrary<JsonSchema> },
      { weight: 1, arbitrary: several.map((allOf) => ({ allOf })) as fc.Arbitrary<JsonSchema> },
      { weight: 1, arbitrary: inner.map((not) => ({ not })) as fc.Arbitrary<JsonSchema> },
      {
        weight: 1,
        arbitrary: fc.tuple(inner, inner, inner).map(([condition, yes, no]) =>
          Object.fromEntries([
            ['if', condition],
            ['then', yes],
            ['else', no],
          ]),
        ) as fc.Arbitrary<JsonSchema>,
      },
    ),
  };
}).schema;

/** Whole schemas; the definitions refer to each other a step further into the value. */
export const anySchema: fc.Arbitrary<JsonSchema> = fc.tuple(node, leaf, leaf).map(([schema, one, two]) => {
  const $defs = {
    one: { type: 'object', properties: { a: withoutRef(one), b: { $ref: '#/$defs/two' } } },
    two: { anyOf: [{ type: 'null' }, { type: 'array', items: { $ref: '#/$defs/one' } }, withoutRef(two)] },
  };
  return typeof schema === 'boolean' ? schema : ({ ...schema, $defs } as JsonSchema);
});

const withoutRef = (schema: JsonSchema): JsonSchema =>
  typeof schema === 'object' && '$ref' in schema ? true : schema;

/** A schema, and the same with one thing changed somewhere in it. */
export const anyEdit: fc.Arbitrary<readonly [JsonSchema, JsonSchema]> = fc
  .tuple(anySchema, node, fc.nat(), fc.nat(2))
  .map(([schema, other, place, how]) => [schema, edited(schema, other, place, how)] as const);

function edited(schema: JsonSchema, other: JsonSchema, place: number, how: number): JsonSchema {
  const places: (readonly string[])[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null || path[0] === '$defs') return;
    for (const key of Object.keys(value)) {
      places.push([...path, key]);
      visit((value as Record<string, unknown>)[key], [...path, key]);
    }
  };
  visit(schema, []);
  const path = places[place % Math.max(1, places.length)];
  if (!path) return other;
  const copy = structuredClone(schema) as Record<string, unknown>;
  let at: Record<string, unknown> = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const key = path.at(-1) ?? '';
  const was = at[key];
  if (typeof was === 'number') at[key] = how === 0 ? was + 1 : Math.max(how === 1 ? 0 : was - 1, was - 1);
  else if (typeof was === 'boolean') at[key] = !was;
  else if (Array.isArray(at)) at.splice(Number(key), 1, ...(at.length > 1 && how === 0 ? [] : [was]));
  else if (how === 0 || typeof was !== 'object') delete at[key];
  else if (path.length > 0 && ['properties', 'items', 'additionalProperties'].includes(path.at(-2) ?? key))
    at[key] = other;
  return copy as JsonSchema;
}
