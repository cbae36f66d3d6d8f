import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalForm } from '../../src/model/canonical-form.ts';
import { defaultFileLimits } from '../../src/model/config.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';
import '../helpers/soak.ts';

const formOf = (text: string) =>
  canonicalForm(parseYaml('a.prompt.yaml', new TextEncoder().encode(text), defaultFileLimits), 'prompt');

describe('the canonical form', () => {
  it.each([
    ['keys in the order of the format', 'messages: []\npromptops: 1', 'promptops: 1\nmessages: []\n'],
    [
      'what names an entry first',
      'a: [{ z: 1, role: user, id: x }]',
      'a:\n  - id: x\n    role: user\n    z: 1\n',
    ],
    ['texts as blocks', 'a: "b\\n\\nc\\n"', 'a: |\n  b\n\n  c\n'],
    ['texts without a last line break', 'a: "b\\nc"', 'a: |-\n  b\n  c\n'],
    ['numbers by their value', 'a: 0.70', 'a: 0.7\n'],
    ['texts that look otherwise in quotes', 'a: "1"\nb: "true"\nc: ""', 'a: "1"\nb: "true"\nc: ""\n'],
    ['lists in lists', 'a: [[1, 2], [], {}]', 'a:\n  -\n    - 1\n    - 2\n  - []\n  - {}\n'],
    ['comments at the end', 'a: 1 # why\n# also\nb: 2', 'a: 1\nb: 2\n# why\n# also\n'],
    ['what a terminal would obey, escaped', 'a: "x\\e[31m\\u202e"', 'a: "x\\u001b[31m\\u202e"\n'],
    ['the same on several lines', 'a: "x\\n\\e]0;y\\a"', 'a: "x\\n\\u001b]0;y\\u0007"\n'],
  ])('has %s', (_, text, form) => expect(formOf(text)).toBe(form));

  it('is null of what does not parse, or is no map', () => {
    expect(formOf('a: [')).toBeNull();
    expect(formOf('- a')).toBeNull();
    expect(formOf('')).toBeNull();
  });

  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(null, true, 1, 'a', 'b: c', 'd\n e\n', '- f', '', ' g', '|', 'h #i'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('id', 'role', 'a', 'b', '-', 'c d'), tie('value'), {
        noNullPrototype: true,
      }),
    ),
  })).value;

  it('is the same of files that say the same, and another of any others', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [one, other] = [a, b].map((each) => formOf(JSON.stringify({ promptops: 1, a: each })));
        const reversed = formOf(JSON.stringify({ a: reverse(a), promptops: 1 }, null, 1));
        expect(reversed).toBe(one);
        expect(one === other).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
    );
  });
});

const mapKeys = (value: unknown, order: (keys: string[]) => string[]): unknown => {
  if (Array.isArray(value)) return value.map((each) => mapKeys(each, order));
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(order(Object.keys(record)).map((key) => [key, mapKeys(record[key], order)]));
};
const reverse = (value: unknown) => mapKeys(value, (keys) => keys.reverse());
const sorted = (value: unknown) => mapKeys(value, (keys) => keys.sort());
