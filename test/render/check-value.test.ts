import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkValue } from '../../src/render/check-value.ts';
import type { JsonSchema } from '../../src/render/prompt.ts';
import { soaked } from '../helpers/soak.ts';

const said = (schema: JsonSchema, value: unknown) => checkValue(schema, value).map(({ message }) => message);

describe('messages', () => {
  it.each<[JsonSchema, unknown, string]>([
    [{ type: 'string' }, 1, 'The value must be a string, not a number.'],
    [{ type: ['integer', 'null'] }, 1.5, 'The value must be an integer or null, not a number.'],
    [{ type: 'object' }, [], 'The value must be an object, not an array.'],
    [{ enum: ['a', 1] }, 'b', 'The value must be one of "a", 1.'],
    [{ const: { a: 1 } }, { a: 2 }, 'The value must be {"a":1}.'],
    [{ minimum: 2 }, 1, 'The value must be at least 2, not 1.'],
    [{ exclusiveMaximum: 2 }, 2, 'The value must be less than 2, not 2.'],
    [{ maxLength: 1 }, '\u{1F600}a', 'The value must have at most 1 character, not 2.'],
    [{ minItems: 2 }, [1], 'The value must have at least 2 items, not 1.'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'The value must not hold the same item twice.',
    ],
    [{ required: ['a'] }, {}, 'The value needs the key "a".'],
    [{ properties: {}, additionalProperties: false }, { b: 1 }, '"b" is not a known key.'],
    [
      { properties: { a: { items: { type: 'string' } } } },
      { a: ['x', 1] },
      '"a.1" must be a string, not a number.',
    ],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, 'The value has none of the allowed forms.'],
    [{ $ref: '#/$defs/none' }, 1, 'The value cannot be checked: "#/$defs/none" names no part of its schema.'],
    [{ properties: { a: false } }, { a: 1 }, '"a" is not allowed.'],
  ])('%j of %j', (schema, value, message) => expect(said(schema, value)).toEqual([message]));
});

it('gives the path of each problem', () => {
  const schema = { items: { properties: { a: { type: 'string' } }, required: ['b'] } };
  expect(checkValue(schema, [{ a: 1 }], {}, ['list']).map(({ path }) => path)).toEqual([
    ['list', 0, 'a'],
    ['list', 0],
  ]);
});

it('counts an emoji as one character', () => {
  expect(said({ maxLength: 1 }, '\u{1F600}')).toEqual([]);
});

it('asks for patterns, and only where it can', () => {
  const asked: string[] = [];
  const matches = (pattern: string, text: string) => asked.push(`${pattern} ${text}`) > 1;
  expect(checkValue({ pattern: '^a' }, 'b', { matches })).toHaveLength(1);
  expect(checkValue({ pattern: '^a' }, 'b', { matches })).toHaveLength(0);
  expect(asked).toEqual(['^a b', '^a b']);
  expect(said({ pattern: '^a' }, 'b')).toEqual([]);
  expect(said({ patternProperties: { '^x': true }, additionalProperties: false }, { y: 1 })).toEqual([]);
});

it('follows references, also round and round', () => {
  const schema = {
    $ref: '#/$defs/a~1b%20c',
    $defs: { 'a/b c': { properties: { next: { $ref: '#/$defs/a~1b%20c' } }, required: ['v'] } },
  };
  expect(checkValue(schema, { v: 1, next: { v: 1, next: {} } })).toEqual([
    { path: ['next', 'next'], message: '"next.next" needs the key "v".' },
  ]);
});

it('never reads what is not the value’s own', () => {
  expect(said({ required: ['constructor'] }, {})).toHaveLength(1);
  expect(said({ properties: { toString: { type: 'string' } } }, {})).toEqual([]);
  expect(said({ $ref: '#/constructor/name' }, 1)).toHaveLength(1);
});

describe('schemas that ask for too much', () => {
  it.each<[string, JsonSchema]>([
    ['a reference to itself', { $ref: '#' }],
    ['one that denies itself', { not: { $ref: '#' } }],
    ['references that double', { allOf: [{ $ref: '#' }, { $ref: '#' }] }],
    ['forms that double', { anyOf: [{ $ref: '#' }, { $ref: '#' }] }],
    [
      'doubling without a circle',
      Object.fromEntries([
        ...Array.from({ length: 40 }, (_, level) => [
          `l${level}`,
          { oneOf: [{ $ref: `#/l${level + 1}` }, { $ref: `#/l${level + 1}` }] },
        ]),
        ['l40', { type: 'string' }],
        ['$ref', '#/l0'],
      ]),
    ],
  ])('%s', (_, schema) => {
    expect(said(schema, 1).at(-1)).toContain('cannot be checked');
  });
});

/** Schemas of the documented keywords. */
const schemaArbitrary = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const named = fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), {
    maxKeys: 3,
    noNullPrototype: true,
  });
  const schemas = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  const count = fc.integer({ min: 0, max: 3 });
  const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 });
  const json = fc.constantFrom<unknown>('a', '', 1, 0, true, null, [], [1], {}, { a: 1 });
  const leaf = fc.oneof(
    type.map((one) => ({ type: one })),
    fc.uniqueArray(type, { minLength: 1, maxLength: 3 }).map((several) => ({ type: several })),
    fc.uniqueArray(json, { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
    json.map((value) => ({ const: value })),
    fc.record({ minimum: count, exclusiveMaximum: count }, { requiredKeys: [], noNullPrototype: true }),
    fc.record(
      { maximum: count, exclusiveMinimum: count, multipleOf: fc.constantFrom(1, 2, 0.5) },
      { requiredKeys: [], noNullPrototype: true },
    ),
    fc.record({ minLength: count, maxLength: count }, { requiredKeys: [], noNullPrototype: true }),
    fc.record(
      { minItems: count, maxItems: count, uniqueItems: fc.boolean() },
      { requiredKeys: [], noNullPrototype: true },
    ),
    fc.record(
      { required: names, minProperties: count, maxProperties: count },
      { requiredKeys: [], noNullPrototype: true },
    ),
    names.map((needed) => ({ dependentRequired: { a: needed } })),
    fc.boolean(),
  );
  const branch = fc.oneof(
    fc.record(
      { properties: named, additionalProperties: tie('schema') },
      { requiredKeys: ['properties'], noNullPrototype: true },
    ),
    fc.record({ prefixItems: schemas, items: tie('schema') }, { requiredKeys: [], noNullPrototype: true }),
    tie('schema').map((inner) => ({ contains: inner })),
    fc.constantFrom('a', 'b').map((name) => ({ propertyNames: { enum: [name] } })),
    fc.record({ allOf: schemas }, { noNullPrototype: true }),
    fc.record({ anyOf: schemas, oneOf: schemas }, { requiredKeys: [], noNullPrototype: true }),
    tie('schema').map((inner) => ({ not: inner })),
    fc.record(
      // biome-ignore lint/suspicious/noThenProperty: the keyword's name
      { if: tie('schema'), then: tie('schema'), else: tie('schema') },
      { requiredKeys: ['if'], noNullPrototype: true },
    ),
    fc.constant({ $ref: '#/$defs/shared' }),
  );
  const schema = fc.oneof({ maxDepth: 3 }, { weight: 2, arbitrary: leaf }, { weight: 2, arbitrary: branch });
  return { schema: schema as fc.Arbitrary<JsonSchema> };
}).schema;

const valueArbitrary = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('', 'a', 'ab', '\u{1F600}x', 0, 1, 2, 3, -1, 0.5, 1.5, true, false, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

it('agrees with a full validator on the keywords it knows', () => {
  const ajv = new Ajv2020({ strict: false });
  let valid = 0;
  fc.assert(
    fc.property(
      schemaArbitrary,
      fc.array(valueArbitrary, { minLength: 3, maxLength: 6 }),
      (inner, values) => {
        const schema = {
          allOf: [inner],
          $defs: { shared: { type: ['string', 'array', 'object'] } },
        } as JsonSchema;
        const validate = ajv.compile(schema as object);
        for (const value of values) {
          const expected = validate(value);
          if (expected) valid += 1;
          expect(checkValue(schema, value).length === 0, JSON.stringify([schema, value])).toBe(expected);
        }
      },
    ),
    { numRuns: soaked(400) },
  );
  expect(valid).toBeGreaterThan(100);
});
