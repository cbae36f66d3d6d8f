import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkValue } from '../../src/render/check-value.ts';
import type { JsonSchema } from '../../src/render/prompt.ts';
import { surelyFits } from '../../src/render/surely-fits.ts';

const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object', [
  'string',
  'null',
]);
const limit = fc.integer({ min: 0, max: 3 });
const name = fc.constantFrom('a', 'b', 'constructor');

/** Schemas of all sorts, their keywords in any order, with and without the type they go with. */
const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.boolean(),
    fc
      .uniqueArray(
        fc.oneof(
          fc.tuple(fc.constant('type'), type),
          fc.tuple(
            fc.constantFrom('maxLength', 'minLength', 'maxItems', 'minItems', 'minimum', 'maximum'),
            limit,
          ),
          fc.tuple(fc.constant('enum'), fc.constantFrom(['a', 1], [null], [{}], [['a']])),
          fc.tuple(fc.constant('const'), fc.constantFrom('a', 1)),
          fc.tuple(fc.constant('pattern'), fc.constant('^a')),
          fc.tuple(fc.constantFrom('description', 'unknownWord'), fc.constant('x')),
          fc.tuple(fc.constant('required'), fc.uniqueArray(name)),
          fc.tuple(fc.constantFrom('items', 'not', 'additionalProperties'), tie('schema')),
          fc.tuple(fc.constant('properties'), fc.dictionary(name, tie('schema'))),
        ),
        { selector: ([keyword]) => keyword, maxLength: 5 },
      )
      .map((entries) => Object.fromEntries(entries) as JsonSchema),
  ),
}));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(null, undefined, true, 0, 1, 2.5, '', 'a', 'abcd', '😀😀', Number.NaN),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { noNullPrototype: true }),
  ),
}));

it('is sure of nothing that the whole check finds fault with', () => {
  fc.assert(
    fc.property(schema, value, (rules, given) => {
      if (!surelyFits(rules)(given)) return;
      expect(
        checkValue(rules, given, { matches: (pattern, text) => new RegExp(pattern).test(text) }),
      ).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

it('is sure of plain data, so that it is looked at only once', () => {
  const rows = {
    type: 'array',
    maxItems: 2,
    items: { type: 'object', required: ['a'], properties: { a: { type: 'string', maxLength: 4 } } },
  };
  expect(surelyFits(rows)([{ a: 'abcd', b: 1 }, { a: '' }])).toBe(true);
  expect(surelyFits(rows)([{ a: 'abcde' }])).toBe(false);
  expect(surelyFits(rows)([null])).toBe(false);
  expect(surelyFits({ type: 'string', enum: ['a'], description: 'x' })('a')).toBe(true);
});
