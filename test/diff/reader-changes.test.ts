import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ReaderChange, readerChanges } from '../../src/diff/reader-changes.ts';
import type { Json, JsonSchema } from '../../src/render/prompt.ts';
import { soaked } from '../helpers/soak.ts';
import { rewordings, widenings } from './schema/pairs.ts';
import { anyEdit, anyValue } from './schema/random-schemas.ts';

const harmless: readonly ReaderChange['what'][] = ['narrowed', 'reworded', 'field-added', 'values-removed'];
const isHarmless = (changes: readonly ReaderChange[]) =>
  changes.every(({ what, level }) => harmless.includes(what) && level === undefined);

function accepts(schema: JsonSchema): ((value: Json) => boolean) | null {
  const ajv = new Ajv2020({ strict: false, logger: false });
  addFormats.default(ajv);
  try {
    return ajv.compile(schema);
  } catch {
    return null;
  }
}

it(
  'calls no edit harmless that lets a value through which readers were not written for',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        anyEdit,
        fc.array(anyValue, { minLength: 20, maxLength: 30 }),
        async ([old, now], values) => {
          const [known, said] = [accepts(old), accepts(now)];
          if (!known || !said || !isHarmless(await readerChanges(old, now))) return;
          for (const value of values) if (said(value)) expect(known(value), JSON.stringify(value)).toBe(true);
        },
      ),
      { numRuns: soaked(60) },
    );
  },
  soaked(60_000),
);

it.each(widenings)('%s: what is narrowed harms no reader', async (_, narrow, wide) => {
  const changes = await readerChanges(wide, narrow);
  expect(changes.length).toBeGreaterThan(0);
  const named = changes.filter(({ what }) => what !== 'field-removed');
  expect(isHarmless(named), JSON.stringify(changes)).toBe(true);
});

it('a field beside those that an object was closed to is dangerous, and safe where it was open', async () => {
  const object = (properties: JsonSchema, more: object = {}): JsonSchema => ({
    type: 'object',
    properties,
    ...more,
  });
  const [text, closed] = [{ type: 'string' }, { additionalProperties: false }];
  const [one, two] = [{ a: text }, { a: text, b: text }];
  expect(await readerChanges(object(one), object(two))).toMatchObject([{ what: 'field-added' }]);
  expect(isHarmless(await readerChanges(object(one), object(two)))).toBe(true);
  expect(await readerChanges(object(one, closed), object(two, closed))).toMatchObject([
    { what: 'field-added', level: 'dangerous' },
  ]);
  expect(await readerChanges(object(one, closed), object(one))).toMatchObject([
    { what: 'bounds-widened', level: 'dangerous' },
  ]);
});

it.each(rewordings)('%s: the same in other words harms no reader', async (_, before, after) => {
  expect(isHarmless(await readerChanges(before, after))).toBe(true);
});

const text = { type: 'string' };
const named = { type: 'object', required: ['a', 'b'], properties: { a: text, b: text } };
const closed = { type: 'object', additionalProperties: false, properties: { a: text } };

it.each<readonly [JsonSchema, JsonSchema, string]>([
  [{ type: 'boolean' }, { enum: [true, false] }, 'reworded: is one of true, false, before boolean'],
  [{ enum: ['a'] }, { const: 'a' }, 'reworded: is described in other words'],
  [{ const: 'a' }, { enum: ['a', 'b'] }, 'values-added: may also be "b"'],
  [{ const: 'a' }, { const: 'b' }, 'widened: is "b", before "a"'],
  [
    named,
    {
      allOf: [
        { type: 'object', required: ['a'], properties: { a: text } },
        { ...named, required: ['b'] },
      ],
    },
    'reworded: is described in other words',
  ],
  [named, { allOf: [{ $ref: '#/$defs/n' }], $defs: { n: named } }, 'reworded: is described in other words'],
  [closed, { ...closed, additionalProperties: true }, 'bounds-widened: may have other fields'],
  [text, { ...text, not: { const: 'x' } }, 'narrowed: has not {"const":"x"}'],
  [{ ...text, not: { const: 'x' } }, text, 'widened: no longer has not {"const":"x"}'],
])('%j → %j: %s', async (before, after, told) => {
  const changes = await readerChanges(before, after);
  expect(changes.map(({ what, text }) => `${what}: ${text}`)).toEqual([told]);
});
