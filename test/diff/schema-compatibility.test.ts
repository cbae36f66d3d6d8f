import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../../src/diff/schema-compatibility.ts';
import type { Json, JsonSchema } from '../../src/render/prompt.ts';
import { soaked } from '../helpers/soak.ts';
import { breaks, rewordings, widenings } from './schema/pairs.ts';
import { anyEdit, anySchema, anyValue } from './schema/random-schemas.ts';

/** The judge: a validator that is not ours. null: it does not take the schema. */
function accepts(schema: JsonSchema): ((value: Json) => boolean) | null {
  const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: true });
  addFormats.default(ajv);
  try {
    return ajv.compile(schema);
  } catch {
    return null;
  }
}

describe('random schemas', () => {
  it.each([
    ['edited', anyEdit],
    ['any two', fc.tuple(anySchema, anySchema)],
  ] as const)(
    'are never called compatible where a value breaks (%s)',
    async (_, pairs) => {
      await fc.assert(
        fc.asyncProperty(
          pairs,
          fc.array(anyValue, { minLength: 20, maxLength: 30 }),
          async ([before, after], values) => {
            const [old, now] = [accepts(before), accepts(after)];
            if (!old || !now) return;
            const { acceptsOld, acceptsNew } = await compareSchemas(before, after);
            for (const [answer, from, to] of [
              [acceptsOld, old, now],
              [acceptsNew, now, old],
            ] as const) {
              if (answer.answer === 'yes') {
                for (const value of values)
                  if (from(value)) expect(to(value), JSON.stringify(value)).toBe(true);
              }
              if (answer.answer === 'no') {
                expect([from(answer.example), to(answer.example)], JSON.stringify(answer.example)).toEqual([
                  true,
                  false,
                ]);
              }
            }
          },
        ),
        { numRuns: soaked(60) },
      );
    },
    120_000,
  );
});

const answersOf = async (before: JsonSchema, after: JsonSchema) => {
  const { acceptsOld, acceptsNew } = await compareSchemas(before, after);
  return [acceptsOld.answer, acceptsNew.answer];
};

describe('pairs as people edit them', () => {
  it.each(widenings)('%s: more is accepted', async (_, narrow, wide) => {
    expect(await answersOf(narrow, wide)).toEqual(['yes', 'no']);
    expect(await answersOf(wide, narrow)).toEqual(['no', 'yes']);
  });

  it.each(rewordings)('%s: the same is accepted', async (_, before, after) => {
    expect(await answersOf(before, after)).toEqual(['yes', 'yes']);
  });

  it.each(breaks)('%s: both refuse something', async (_, before, after) => {
    expect(await answersOf(before, after)).toEqual(['no', 'no']);
  });

  it('are enough to believe it', () => {
    expect(widenings.length).toBeGreaterThanOrEqual(60);
  });
});
