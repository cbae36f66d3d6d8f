import { expect, it } from 'vitest';
import { uncheckedKeywords } from '../../src/bundle/unchecked-keywords.ts';
import type { JsonSchema } from '../../src/render/prompt.ts';
import { inputOf } from '../render/prompt-of.ts';

it.each<readonly [JsonSchema, readonly string[]]>([
  [true, []],
  [{ type: 'string', description: 'x', default: 'y', 'x-own': 1, pattern: '^a' }, []],
  [{ $defs: { a: { type: 'string' } }, if: { const: 1 }, else: { $ref: '#/$defs/a' } }, []],
  [{ type: 'string', format: 'email' }, ['a: format']],
  [{ type: 'array', contains: true, minContains: 2 }, ['a: minContains']],
  [{ properties: { format: { type: 'string' }, b: { items: { format: 'date' } } } }, ['a: format']],
  [
    { const: { format: 'email' }, minLenght: 2, unevaluatedItems: false },
    ['a: minLenght', 'a: unevaluatedItems'],
  ],
])('of %j', (schema, expected) => {
  expect(uncheckedKeywords({ a: inputOf({ schema }) })).toEqual(expected);
});
