import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateSchema } from '../../src/model/validate.ts';
import { soaked } from '../helpers/soak.ts';

const problemsOf = (schema: unknown) =>
  validateSchema(schema).map(({ path, message }) => `/${path.join('/')} ${message}`);
const nested = (depth: number): unknown => (depth === 0 ? {} : { not: nested(depth - 1) });

describe('validateSchema refuses', () => {
  it.each([
    [{ type: 'objekt' }, '/type "objekt" is not a type of JSON Schema. Did you mean "object"?'],
    [{ type: ['string', 'nul'] }, '/type/1 "nul" is not a type of JSON Schema. Did you mean "null"?'],
    [
      { properties: { a: { items: { type: 'strin' } } } },
      '/properties/a/items/type "strin" is not a type of JSON Schema. Did you mean "string"?',
    ],
    [{ requried: ['a'] }, '/requried Unknown keyword "requried". Did you mean "required"?'],
    [
      { $ref: 'https://example.com/a.json' },
      '/$ref The reference "https://example.com/a.json" leaves the repository: schemas are never fetched.',
    ],
    [
      { $ref: '//example.com/a.json' },
      '/$ref The reference "//example.com/a.json" leaves the repository: schemas are never fetched.',
    ],
    [{ $ref: '#/definitions/a' }, '/$ref Nothing stands at "#/definitions/a".'],
    [{ $ref: '#' }, '/$ref The reference only leads back to itself.'],
    [{ allOf: [{ $ref: '#' }] }, '/allOf/0/$ref The reference only leads back to itself.'],
    [{ minimum: { $data: '1/a' } }, '/minimum "$data" is not supported.'],
    [{ const: { $data: '1/a' } }, '/const "$data" is not supported.'],
    [{ minLength: -1 }, '/minLength "minLength" must be a whole number of at least 0.'],
    [{ required: ['a', 'a'] }, '/required "required" must be a list of different names.'],
    [{ exclusiveMinimum: true }, '/exclusiveMinimum "exclusiveMinimum" must be a number.'],
    [{ properties: [] }, '/properties "properties" must be a map of names.'],
    [
      { $schema: 'https://json-schema.org/draft/2020-12/schema', items: [{}] },
      '/items "items" is one schema in 2020-12; a list of them is "prefixItems".',
    ],
    ['string', '/ A JSON Schema is a map, or true or false.'],
    [null, '/ A JSON Schema is a map, or true or false.'],
  ])('%j', (schema, problem) => {
    expect(problemsOf(schema)).toEqual([problem]);
  });

  it('depth, however deep', () => {
    expect(validateSchema(nested(60))).toEqual([]);
    expect(problemsOf(nested(70))[0]).toContain('more than 64 deep');
    let deep: unknown = {};
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    expect(validateSchema({ enum: deep })).toHaveLength(1);
  });

  it('a chain of references that has no end', () => {
    const definitions: Record<string, unknown> = { a20000: {} };
    for (let i = 0; i < 20_000; i += 1) definitions[`a${i}`] = { $ref: `#/definitions/a${i + 1}` };
    expect(validateSchema({ definitions, $ref: '#/definitions/a0' })).toHaveLength(1);
  });
});

describe('validateSchema accepts', () => {
  it.each([
    [true],
    [{}],
    [{ type: 'object', properties: { child: { $ref: '#' } } }],
    [{ not: { items: { $ref: '#' } } }],
    [{ $defs: { a: { type: 'string' } }, anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }] }],
    [{ $ref: './other.schema.json#/definitions/a' }],
    [{ properties: { $data: { type: 'string' }, type: { type: 'string' } } }],
    [{ nullable: true, example: 1, id: 'a', 'x-order': 1 }],
    [{ items: [{ type: 'string' }], additionalItems: false }],
    [{ dependencies: { a: ['b'], c: { required: ['d'] } } }],
  ])('%j', (schema) => {
    expect(problemsOf(schema)).toEqual([]);
  });
});

describe('validateSchema agrees with the meta-schemas', () => {
  const scalar = fc.constantFrom<unknown>(0, -1, 1.5, 3, 'string', 'object', 'x', '', true, false, null);
  const names = fc.array(fc.constantFrom('a', 'b', 'string'), { maxLength: 3 });
  const keywords = [
    ...[
      'type',
      'minLength',
      'maximum',
      'exclusiveMaximum',
      'multipleOf',
      'pattern',
      'title',
      'uniqueItems',
      'required',
    ],
    ...[
      'properties',
      'items',
      'additionalProperties',
      'not',
      'allOf',
      'anyOf',
      'if',
      'contains',
      'propertyNames',
    ],
    ...[
      'dependentRequired',
      'minItems',
      'examples',
      'default',
      'const',
      'readOnly',
      'dependencies',
      '$comment',
    ],
  ];
  const { schema } = fc.letrec<{ schema: unknown; held: unknown }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.boolean(),
      fc.dictionary(fc.constantFrom(...keywords), tie('held'), { maxKeys: 3 }),
    ),
    held: fc.oneof(
      { maxDepth: 3 },
      scalar,
      names,
      tie('schema'),
      fc.array(tie('schema'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(tie('schema'), names), { maxKeys: 2 }),
    ),
  }));
  const options = { strict: false, validateFormats: false, logger: false } as const;

  it.each([
    ['draft-07', undefined, new Ajv(options)],
    ['2020-12', 'https://json-schema.org/draft/2020-12/schema', new Ajv2020(options)],
  ] as const)('of %s', (_, $schema, ajv) => {
    // A word that only the other draft knows is no keyword in this one; ours holds both to their meaning.
    const foreign = $schema ? 'dependencies' : 'dependentRequired';
    fc.assert(
      fc.property(schema, (made) => {
        fc.pre(!JSON.stringify(made).includes(`"${foreign}"`));
        const whole = typeof made === 'object' && $schema ? { $schema, ...made } : made;
        expect(validateSchema(whole).length === 0).toBe(ajv.validateSchema(whole as object));
      }),
      { numRuns: soaked(1500) },
    );
  });
});
