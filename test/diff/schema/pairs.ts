import type { JsonSchema } from '../../../src/render/prompt.ts';

/** What is said, a schema, and a wider one: it accepts all that the first accepts, and more. */
export type Pair = readonly [what: string, narrow: JsonSchema, wide: JsonSchema];

const text = { type: 'string' };
const whole = { type: 'integer' };
type Written = Exclude<JsonSchema, boolean>;
const object = (properties: object, more: object = {}): Written =>
  ({ type: 'object', properties, ...more }) as Written;
const closed = (properties: object, more: object = {}) =>
  object(properties, { additionalProperties: false, ...more });
const list = (items: object, more: object = {}) => ({ type: 'array', items, ...more }) as Written;
const conditional = Object.fromEntries([
  ['if', { required: ['a'] }],
  ['then', { required: ['b'] }],
]);
const money = object(
  { amount: { type: 'number', minimum: 0 }, currency: { enum: ['EUR', 'USD'] } },
  { required: ['amount', 'currency'] },
);
const event = (...kinds: string[]) => ({
  oneOf: kinds.map((kind) => object({ kind: { const: kind }, at: text }, { required: ['kind'] })),
});

/** Pairs of a narrower and a wider schema, as people edit them: going right is safe, going left is breaking. */
export const widenings: readonly Pair[] = [
  ['a scale that is longer', { enum: [1, 2, 3] }, { type: 'integer', minimum: 1, maximum: 5 }],
  ['the values of a scale', { type: 'integer', minimum: 1, maximum: 3 }, { enum: [1, 2, 3, 'none'] }],
  ['a length that a format always has', { type: 'string', format: 'uuid' }, { type: 'string', minLength: 1 }],
  [
    'a length that a format may exceed',
    { type: 'string', format: 'email', maxLength: 254 },
    { type: 'string', format: 'email' },
  ],
  ['any value', text, true],
  ['any value, by an empty schema', text, {}],
  ['null as well', text, { type: ['string', 'null'] }],
  ['null as well, by anyOf', text, { anyOf: [text, { type: 'null' }] }],
  ['null as well, by oneOf', money, { oneOf: [money, { type: 'null' }] } as JsonSchema],
  ['a number where it was an integer', whole, { type: 'number' }],
  ['another type', { type: ['string', 'integer'] }, { type: ['string', 'integer', 'boolean'] }],
  ['one more value', { enum: ['a', 'b'] }, { enum: ['a', 'b', 'c'] }],
  ['one more value of another type', { enum: ['a'] }, { enum: ['a', 1] }],
  ['a constant becomes a list', { const: 'a' }, { enum: ['a', 'b'] }],
  ['listed values become any text', { enum: ['a', 'b'] }, text],
  ['listed texts become texts of a length', { enum: ['ab', 'abc'] }, { type: 'string', minLength: 2 }],
  ['listed texts become texts of a pattern', { enum: ['ab', 'abc'] }, { type: 'string', pattern: '^ab' }],
  ['listed numbers become a range', { enum: [1, 2] }, { type: 'integer', minimum: 1 }],
  ['booleans from one of them', { const: true }, { type: 'boolean' }],
  ['a lower minimum', { type: 'number', minimum: 1 }, { type: 'number', minimum: 0 }],
  ['a higher maximum', { type: 'number', maximum: 1 }, { type: 'number', maximum: 2 }],
  ['no maximum', { type: 'number', maximum: 1 }, { type: 'number' }],
  ['an open bound becomes closed', { type: 'number', exclusiveMinimum: 0 }, { type: 'number', minimum: 0 }],
  [
    'whole numbers above 0, from 2',
    { type: 'integer', minimum: 2 },
    { type: 'integer', exclusiveMinimum: 0 },
  ],
  ['steps of 5 instead of 10', { type: 'integer', multipleOf: 10 }, { type: 'integer', multipleOf: 5 }],
  ['no steps', { type: 'number', multipleOf: 0.5 }, { type: 'number' }],
  ['a longer text', { type: 'string', maxLength: 80 }, { type: 'string', maxLength: 200 }],
  ['no limit of length', { type: 'string', maxLength: 4000 }, text],
  ['an empty text as well', { type: 'string', minLength: 1 }, text],
  ['no pattern', { type: 'string', pattern: '^[a-z]+$' }, text],
  ['a wider pattern', { type: 'string', pattern: '^[a-z]+$' }, { type: 'string', pattern: '^[a-z0-9]+$' }],
  [
    'a pattern without its end',
    { type: 'string', pattern: '^ORD-\\d{4}$' },
    { type: 'string', pattern: '^ORD-' },
  ],
  [
    'a pattern with one more alternative',
    { type: 'string', pattern: '^(de|fr)$' },
    { type: 'string', pattern: '^(de|fr|it)$' },
  ],
  [
    'a pattern that becomes a length',
    { type: 'string', pattern: '^[A-Z]{3}$' },
    { type: 'string', minLength: 3, maxLength: 3 },
  ],
  ['no format', { type: 'string', format: 'email' }, text],
  ['no format of a field', object({ at: { type: 'string', format: 'date-time' } }), object({ at: text })],
  ['an optional field in a closed object', closed({ a: text }), closed({ a: text, b: whole })],
  ['a field that is not demanded any more', object({ a: text }, { required: ['a'] }), object({ a: text })],
  [
    'one of two demands dropped',
    object({ a: text, b: text }, { required: ['a', 'b'] }),
    object({ a: text, b: text }, { required: ['b'] }),
  ],
  ['an open object', closed({ a: text }), object({ a: text })],
  ['other fields of a type', closed({ a: text }), object({ a: text }, { additionalProperties: text })],
  [
    'other fields of more types',
    object({}, { additionalProperties: text }),
    object({}, { additionalProperties: { type: ['string', 'number'] } }),
  ],
  ['an optional field forgotten in an open object', object({ a: text, b: whole }), object({ a: text })],
  ['a field of more types', object({ a: whole }), object({ a: { type: 'number' } })],
  [
    'a field deep inside',
    object({ a: object({ b: object({ c: whole }) }) }),
    object({ a: object({ b: object({ c: { type: ['integer', 'null'] } }) }) }),
  ],
  [
    'a value more deep inside',
    object({ a: list(object({ kind: { enum: ['x'] } })) }),
    object({ a: list(object({ kind: { enum: ['x', 'y'] } })) }),
  ],
  ['a longer list', list(text, { maxItems: 3 }), list(text, { maxItems: 5 })],
  ['an empty list as well', list(text, { minItems: 1 }), list(text)],
  ['items of more types', list(text), list({ type: ['string', 'null'] })],
  ['any items', list(text), { type: 'array' }],
  ['the same item twice', list(text, { uniqueItems: true }), list(text)],
  ['no item that must be there', { type: 'array', contains: { const: 'a' } }, { type: 'array' }],
  ['a pair becomes a list', { type: 'array', prefixItems: [text, text], items: false }, list(text)],
  [
    'a tuple with a wider place',
    { type: 'array', prefixItems: [text, whole] },
    { type: 'array', prefixItems: [text, { type: 'number' }] },
  ],
  ['one more form', { anyOf: [text, whole] }, { anyOf: [text, whole, { type: 'boolean' }] }],
  ['one more kind of object', event('created', 'paid'), event('created', 'paid', 'shipped')],
  ['one form of several before', money, { anyOf: [text, money] } as JsonSchema],
  [
    'kinds told apart by a list become two forms',
    object({ kind: { enum: ['a', 'b'] } }, { required: ['kind'] }),
    {
      anyOf: [object({ kind: { const: 'a' } }), object({ kind: { const: 'b' } }), { type: 'null' }],
    } as JsonSchema,
  ],
  ['one demand of allOf dropped', { allOf: [text, { minLength: 2 }] }, { allOf: [text] }],
  ['what was excluded', { type: 'string', not: { const: '' } }, text],
  [
    'fewer values excluded',
    { type: 'string', not: { enum: ['a', 'b'] } },
    { type: 'string', not: { const: 'a' } },
  ],
  [
    'a definition that is wider',
    { $ref: '#/$defs/a', $defs: { a: whole } },
    { $ref: '#/$defs/a', $defs: { a: { type: 'number' } } },
  ],
  [
    'a field by reference',
    object({ a: { $ref: '#/$defs/m' } }, { $defs: { m: money } }),
    object({ a: { anyOf: [{ $ref: '#/$defs/m' }, { type: 'null' }] } }, { $defs: { m: money } }),
  ],
  [
    'a tree with wider leaves',
    object({ value: whole, children: list({ $ref: '#' }) }),
    object({ value: { type: 'number' }, children: list({ $ref: '#' }) }),
  ],
  ['more fields', object({}, { maxProperties: 2 }), object({}, { maxProperties: 4 })],
  ['fewer fields', object({}, { minProperties: 2 }), object({}, { minProperties: 1 })],
  ['any names', object({}, { propertyNames: { pattern: '^[a-z]+$' } }), object({})],
  [
    'names of more letters',
    object({}, { propertyNames: { pattern: '^[a-z]+$' } }),
    object({}, { propertyNames: { pattern: '^[a-z0-9]+$' } }),
  ],
  [
    'a field that comes alone',
    object({ a: text, b: text }, { dependentRequired: { a: ['b'] } }),
    object({ a: text, b: text }),
  ],
  [
    'fields by a pattern',
    object({}, { patternProperties: { '^x-': text }, additionalProperties: false }),
    object({}, { patternProperties: { '^x-': true }, additionalProperties: false }),
  ],
  ['a condition dropped', object({ a: text }, conditional), object({ a: text })],
  [
    'all fields optional now',
    object({ a: text, b: text }, { required: ['a', 'b'] }),
    object({ a: text, b: text }, { required: [] }),
  ],
];

/** The same values, in other words. */
export const rewordings: readonly Pair[] = [
  ['a scale, listed', { type: 'integer', minimum: 1, maximum: 5 }, { enum: [1, 2, 3, 4, 5] }],
  [
    'what a format says of lengths',
    { type: 'string', format: 'date' },
    { type: 'string', format: 'date', minLength: 1, maxLength: 10 },
  ],
  ['descriptions', { type: 'string', description: 'A name.' }, { type: 'string', title: 'Name' }],
  ['order of values', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }],
  [
    'order of fields and demands',
    object({ a: text, b: text }, { required: ['a', 'b'] }),
    object({ b: text, a: text }, { required: ['b', 'a'] }),
  ],
  [
    'a definition written in place',
    object({ a: { $ref: '#/$defs/m' } }, { $defs: { m: money } }),
    object({ a: money as object }),
  ],
  [
    'a definition renamed',
    { $ref: '#/$defs/m', $defs: { m: money } } as JsonSchema,
    { $ref: '#/definitions/n', definitions: { n: money } } as JsonSchema,
  ],
  ['a list of types for anyOf', { type: ['string', 'null'] }, { anyOf: [text, { type: 'null' }] }],
  ['a constant for a list of one', { const: 'a' }, { enum: ['a'] }],
  ['a type beside listed values', { enum: ['a', 'b'] }, { type: 'string', enum: ['a', 'b'] }],
  ['whole bounds', { type: 'integer', exclusiveMinimum: 0 }, { type: 'integer', minimum: 1 }],
  ['an integer by steps of 1', whole, { type: 'number', multipleOf: 1 }],
  ['allOf merged', { allOf: [text, { maxLength: 5 }] }, { type: 'string', maxLength: 5 }],
  ['booleans listed', { type: 'boolean' }, { enum: [true, false] }],
  ['oneOf for anyOf of other kinds', event('a', 'b'), { anyOf: event('a', 'b').oneOf } as JsonSchema],
  [
    'a pattern written otherwise',
    { type: 'string', pattern: '^[0-9]{2}$' },
    { type: 'string', pattern: '^\\d\\d$' },
  ],
  ['minLength 0', text, { type: 'string', minLength: 0 }],
  ['additionalProperties true', object({ a: text }), object({ a: text }, { additionalProperties: true })],
  [
    'unevaluatedProperties for additionalProperties',
    closed({ a: text }),
    object({ a: text }, { unevaluatedProperties: false }),
  ],
  [
    'dependencies for dependentRequired',
    object({}, { dependencies: { a: ['b'] } }),
    object({}, { dependentRequired: { a: ['b'] } }),
  ],
];

/** Each accepts something that the other one refuses. */
export const breaks: readonly Pair[] = [
  ['another type', text, whole],
  ['text becomes a list', text, list(text)],
  ['other values', { enum: ['a', 'b'] }, { enum: ['b', 'c'] }],
  ['a value renamed', { enum: ['low', 'high'] }, { enum: ['low', 'urgent'] }],
  [
    'another range',
    { type: 'number', minimum: 0, maximum: 1 },
    { type: 'number', minimum: 0.5, maximum: 100 },
  ],
  ['another pattern', { type: 'string', pattern: '^[a-z]+$' }, { type: 'string', pattern: '^[A-Z]+$' }],
  ['another format', { type: 'string', format: 'date' }, { type: 'string', format: 'date-time' }],
  [
    'a field renamed',
    closed({ name: text }, { required: ['name'] }),
    closed({ title: text }, { required: ['title'] }),
  ],
  ['a field of another type', object({ a: text }), object({ a: whole })],
  [
    'another demand',
    object({ a: text, b: text }, { required: ['a'] }),
    object({ a: text, b: text }, { required: ['b'] }),
  ],
  ['items of another type', list(text), list(whole)],
  ['other steps', { type: 'integer', multipleOf: 2 }, { type: 'integer', multipleOf: 3 }],
  ['a shorter list of more', list(whole, { maxItems: 5 }), list({ type: 'number' }, { maxItems: 3 })],
  ['another form', { anyOf: [text, whole] }, { anyOf: [text, { type: 'boolean' }] }],
  [
    'a field deep inside',
    object({ a: list(object({ b: text })) }),
    object({ a: list(object({ b: { type: 'boolean' } })) }),
  ],
];
