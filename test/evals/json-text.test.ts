import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJson, parseJson } from '../../src/evals/json-text.ts';
import { soaked } from '../helpers/soak.ts';

const found = (text: string) => [...findJson(text)].map(({ value }) => value);

function parseNatively(text: string): { ok: boolean; value?: unknown } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** JSON with characters dropped, doubled and swapped: mostly broken, sometimes not. */
const nearJson = fc
  .tuple(
    fc.json({ maxDepth: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '"', ',', '}', ']', '\\', 'e', '0', ' ')), {
      maxLength: 3,
    }),
  )
  .map(([json, edits]) => {
    let text = json;
    for (const [at, put] of edits) {
      const place = at % (text.length + 1);
      text = text.slice(0, place) + put + text.slice(place + 1);
    }
    return text;
  });

describe('parseJson', () => {
  it('accepts and refuses what JSON.parse does', () => {
    fc.assert(
      fc.property(fc.oneof(nearJson, fc.string(), fc.json()), (text) => {
        const ours = parseJson(text);
        const native = parseNatively(text);
        expect(ours.ok).toBe(native.ok);
        if (ours.ok) expect(ours.value).toEqual(native.value);
      }),
      { numRuns: soaked(2000) },
    );
  });

  it.each([
    ['', 'it is empty', 0],
    ['{"a": 1,}', 'a trailing comma before "}"', 8],
    ["{'a': 1}", 'expected a name in double quotes or "}", found "\'"', 1],
    ['{"a" 1}', 'expected ":", found "1"', 5],
    ['{"a": None}', 'expected a value, found "None"', 6],
    ['{"a": "x', 'a string that is never closed', 6],
    ['{"a": "x\ny"}', 'a line break inside a string', 8],
    ['{} and more', '"and" after the end of the JSON value', 3],
  ])('says what is wrong with %j and where', (text, message, at) => {
    expect(parseJson(text)).toEqual({ ok: false, message, at });
  });
});

describe('findJson', () => {
  it.each([
    ['see [1]: {"a": 1} and', [[1], { a: 1 }]],
    ['[see {"a": [1]} ]', [{ a: [1] }]],
    ['["open {"a": 1}', [{ a: 1 }]],
    ['{{{{"x": 1}', [{ x: 1 }]],
    ['```json\n{"a": {"b": "}"}}\n```', [{ a: { b: '}' } }]],
    ['no {json} here', []],
  ])('in %j', (text, values) => {
    expect(found(text)).toEqual(values);
  });

  it('finds any object or list behind any text without brackets', () => {
    const words = fc.string().map((text) => text.replace(/[[\]{}"]/g, ''));
    fc.assert(
      fc.property(
        words,
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
        words,
        (before, value, after) => {
          const text = `${before}${JSON.stringify(value)}${after}`;
          expect(found(text)).toEqual([JSON.parse(JSON.stringify(value))]);
        },
      ),
    );
  });

  it('agrees with trying every bracket by itself', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1', 'a', '\\', ' ', '"a":', '[1]', '{}'),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        expect(found(text)).toEqual(bySearch(text));
      }),
      { numRuns: soaked(3000) },
    );
  });
});

/** The plain way, in quadratic and worse time. */
function bySearch(text: string): unknown[] {
  const values: unknown[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '{' && text[at] !== '[') continue;
    for (let end = at + 2; end <= text.length; end += 1) {
      const parsed = parseNatively(text.slice(at, end));
      if (!parsed.ok) continue;
      values.push(parsed.value);
      at = end - 1;
      break;
    }
  }
  return values;
}
