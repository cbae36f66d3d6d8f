import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces } from '../../src/model/json-pieces.ts';

const textOf = (value: unknown): string => [...jsonPieces(value)].join('');

describe('jsonPieces', () => {
  it('is what JSON.stringify gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(textOf(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
      }),
    );
  });

  it.each([
    [{ a: undefined, b: 1 }],
    [{ a: undefined }],
    [{ a: [undefined, { b: undefined }], c: {}, d: [], e: [[], {}] }],
    [{ a: { b: [{ c: 'two\nlines' }, 'three\r\n'] } }],
  ])('leaves out what is not set: %j', (value) => {
    expect(textOf(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
  });

  it('holds a part of a long list at a time', () => {
    const value = { results: Array.from({ length: 5000 }, (_, id) => ({ id, output: 'x'.repeat(100) })) };
    const pieces = [...jsonPieces(value)];
    expect(pieces.join('')).toBe(`${JSON.stringify(value, null, 2)}\n`);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
  });
});
