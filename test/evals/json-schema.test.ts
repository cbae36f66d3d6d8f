import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../src/evals/json-schema.ts';
import { listProblems } from '../../src/evals/schema-problem.ts';
import type { JsonSchema } from '../../src/render/prompt.ts';

async function problems(schema: JsonSchema, value: unknown): Promise<string> {
  return listProblems(await (await compileSchema(schema))(value));
}

describe('compileSchema', () => {
  it('keeps the patterns of one schema apart', async () => {
    const schema = {
      properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } },
      patternProperties: { '^x': { type: 'number' } },
    };
    expect(await problems(schema, { a: 'a', b: 'b', x1: 1 })).toBe('');
    expect(await problems(schema, { a: 'b', b: 'a', x1: 'x' })).toMatch(/output\.a .*output\.b .*output\.x1/);
  });

  it('reads both drafts', async () => {
    const tuple = { items: [{ type: 'string' }, { type: 'number' }], additionalItems: false };
    expect(await problems(tuple, ['a', 1])).toBe('');
    expect(await problems(tuple, ['a', 1, 2])).toMatch(/must not have more than 2 items/);
    const prefix = { prefixItems: [{ type: 'string' }], items: false, $defs: { a: true } };
    expect(await problems(prefix, ['a', 1])).toMatch(/output/);
    const draft07 = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      definitions: { a: { type: 'string' } },
      $ref: '#/definitions/a',
    };
    expect(await problems(draft07, 1)).toBe('output must be string (it is the number 1)');
    const latest = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: { a: { type: 'string' } },
      $ref: '#/$defs/a',
    };
    expect(await problems(latest, 1)).toBe('output must be string (it is the number 1)');
  });

  it('follows anchors', async () => {
    const named = { $defs: { a: { $anchor: 'text', type: 'string' } }, properties: { p: { $ref: '#text' } } };
    expect(await problems(named, { p: 1 })).toBe('output.p must be string (it is the number 1)');
  });

  it('checks formats', async () => {
    expect(await problems({ format: 'email' }, 'nobody')).toMatch(/must match format "email"/);
    expect(await problems({ format: 'date' }, '2026-11-23')).toBe('');
  });

  it('takes a schema that uses itself, and its own $id', async () => {
    const tree = {
      $id: 'https://example.com/tree',
      type: 'object',
      properties: { next: { $ref: '#' } },
      additionalProperties: false,
    };
    expect(await problems(tree, { next: { next: {} } })).toBe('');
    expect(await problems(tree, { next: { nxt: {} } })).toBe('output.next must not have "nxt"');
    expect(await problems({ ...tree, maxProperties: 0 }, { next: {} })).toMatch(/must not have more than 0/);
  });

  it('shows five problems and counts the rest', async () => {
    const value = Array.from({ length: 8 }, () => 'x');
    expect(await problems({ items: { type: 'number' } }, value)).toMatch(/output\[4\] .*; and 3 more$/);
  });

  it('leaves unknown words that resemble no keyword alone', async () => {
    expect(await problems({ type: 'string', 'x-owner': 'a', faker: 'name' }, 'a')).toBe('');
  });
});
