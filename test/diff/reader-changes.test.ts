import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ReaderChange, readerChanges } from '../../src/diff/reader-changes.ts';
import { mapSchema } from '../../src/model/json-schema.ts';
import type { Json, JsonSchema } from '../../src/render/prompt.ts';
import { soaked } from '../helpers/soak.ts';
import { rewordings, widenings } from './schema/pairs.ts';
import { anyEdit, anyValue } from './schema/random-schemas.ts';

const harmless: readonly ReaderChange['what'][] = ['narrowed', 'reworded', 'field-added', 'values-removed'];
const isHarmless = (changes: readonly ReaderChange[]) => changes.every(({ what }) => harmless.includes(what));

/** Readers leave fields aside that they do not know. */
const open = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (node) => {
    const { additionalProperties, ...rest } = node;
    return additionalProperties === false ? rest : node;
  });

function accepts(schema: JsonSchema): ((value: Json) => boolean) | null {
  const ajv = new Ajv2020({ strict: false, logger: false });
  addFormats.default(ajv);
  try {
    return ajv.compile(schema);
  } catch {
    return null;
  }
}

it('calls no edit harmless that lets a value through which readers were not written for', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyEdit,
      fc.array(anyValue, { minLength: 20, maxLength: 30 }),
      async ([old, now], values) => {
        const [known, said] = [accepts(open(old)), accepts(now)];
        if (!known || !said || !isHarmless(await readerChanges(old, now))) return;
        for (const value of values) if (said(value)) expect(known(value), JSON.stringify(value)).toBe(true);
      },
    ),
    { numRuns: soaked(60) },
  );
}, 60_000);

it.each(widenings)('%s: what is narrowed harms no reader', async (_, narrow, wide) => {
  const changes = await readerChanges(wide, narrow);
  expect(changes.length).toBeGreaterThan(0);
  const named = changes.filter(({ what }) => what !== 'field-removed');
  expect(isHarmless(named), JSON.stringify(changes)).toBe(true);
});

it.each(rewordings)('%s: the same in other words harms no reader', async (_, before, after) => {
  expect(isHarmless(await readerChanges(before, after))).toBe(true);
});
