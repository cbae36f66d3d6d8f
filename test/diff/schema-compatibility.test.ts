import { readFileSync } from 'node:fs';
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
    soaked(60_000),
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

describe('edits of schemas that are in use', () => {
  const folder = new URL('../../schemas/', import.meta.url);
  const names = ['report-show', 'report-list', 'report-doctor', 'recording', 'tool', 'prices'];
  const schemas = names.map((name) =>
    JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8')),
  );

  it('are decided, all but one in twenty', async () => {
    const answers: string[] = [];
    for (const schema of schemas) {
      for (let place = 0; place < 12; place += 1)
        answers.push(...(await answersOf(schema, editedAt(schema, place))));
    }
    expect(answers.length).toBeGreaterThan(100);
    expect(answers.filter((answer) => answer === 'undecided').length / answers.length).toBeLessThanOrEqual(
      0.05,
    );
    expect(new Set(answers)).toContain('no');
  }, 60_000);
});

/** One edit, as people make them, at one of the objects that describe fields. */
function editedAt(schema: JsonSchema, place: number): JsonSchema {
  type Node = Record<string, unknown>;
  const copy = structuredClone(schema) as Node;
  const nodes: Node[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (typeof node['type'] === 'string' || node['enum']) nodes.push(node);
    Object.values(node).forEach(visit);
  };
  visit(copy['properties']);
  const node = nodes[(place * 7) % nodes.length] ?? copy;
  const {
    enum: values,
    required,
    properties,
  } = node as { enum?: Json[]; required?: string[]; properties?: Node };
  if (values) values.push('another');
  else if (properties && place % 3 === 0) properties['another'] = { type: 'string' };
  else if (properties && place % 3 === 1) delete properties[Object.keys(properties)[0] ?? ''];
  else if (required) required.pop();
  else if (place % 2 === 0) node['type'] = [node['type'], 'null'];
  else Object.assign(node, { pattern: '^[a-z]+$', maxLength: 40, maximum: 9, maxItems: 5 });
  return copy as JsonSchema;
}
