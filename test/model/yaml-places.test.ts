import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../src/model/place.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';

const limits = { maxBytes: 1_048_576, maxTemplateBytes: 262_144 };
const parse = (text: string) => parseYaml('a.yaml', new TextEncoder().encode(text), limits);

/** What stands in the text at a place. */
function textAt(text: string, { line, column, endLine, endColumn }: Place): string {
  const lines = text.split('\n');
  if (line === endLine) return (lines[line - 1] ?? '').slice(column - 1, endColumn - 1);
  const first = (lines[line - 1] ?? '').slice(column - 1);
  const last = (lines[endLine - 1] ?? '').slice(0, endColumn - 1);
  return [first, ...lines.slice(line, endLine - 1), last].join('\n');
}

/** The value at `a` of a source, and what stands in the source for each of its characters. */
function charsOf(source: string): { value: string; chars: string[] } {
  const file = parse(source);
  expect(file.faults).toEqual([]);
  const { value } = (file.value as { a: { value: string } }).a;
  const chars = [...Array(value.length).keys()].map((i) =>
    textAt(source, file.placeInText(['a', 'value'], i, i + 1)),
  );
  return { value, chars };
}

const word = fc.stringMatching(/^[a-zé{}"'#:]{1,6}$/);
const textLine = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

describe('block literals', () => {
  const line = fc.oneof(
    { weight: 3, arbitrary: textLine },
    fc.constant(''),
    textLine.map((text) => `  ${text}`),
  );
  const block = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 6 }),
    indent: fc.integer({ min: 1, max: 5 }),
    explicit: fc.boolean(),
    chomp: fc.constantFrom('', '-', '+'),
    tail: fc.integer({ min: 0, max: 3 }),
    comment: fc.constantFrom('', ' # why'),
  });

  it('map each character of their value to the one that holds it', () => {
    fc.assert(
      fc.property(block, ({ lines, indent, explicit, chomp, tail, comment }) => {
        const needed = lines.find((each) => each !== '')?.startsWith(' ') || lines[0] === '';
        const header = `|${explicit || needed ? indent : ''}${chomp}${comment}`;
        const body = lines.map((each) => (each === '' ? '' : ' '.repeat(2 + indent) + each)).join('\n');
        const source = `a:\n  value: ${header}\n${body}\n${'\n'.repeat(tail)}b: 1\n`;
        const { value, chars } = charsOf(source);
        expect(chars.join('')).toBe(value);
      }),
    );
  });

  it('stand after the header, in a list, at the end of the file without a line break', () => {
    const source = 'a:\n- x\n- |\n\n    one\n   two';
    expect(parse(source).faults).not.toEqual([]);
    const good = 'a:\n- x\n- |\n\n   one\n    two';
    const file = parse(good);
    const value = (file.value as { a: string[] }).a[1] ?? '';
    expect(value).toBe('\none\n two\n');
    expect(file.placeInText(['a', 1], 1, 4)).toMatchObject({ line: 5, column: 4, endLine: 5, endColumn: 7 });
    expect(file.placeInText(['a', 1], 5, 9)).toMatchObject({ line: 6, column: 4, endColumn: 8 });
  });
});

/** Folding makes a space of a line break: every other character must be the one in the source. */
const sameButBreaks = ({ value, chars }: { value: string; chars: string[] }) => {
  for (const [index, char] of chars.entries()) {
    const wanted = value[index] === ' ' && char === '\n' ? '\n' : value[index];
    expect(char, JSON.stringify({ value, chars })).toBe(wanted);
  }
};

describe('folded texts', () => {
  const lines = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: textLine },
      fc.constant(''),
      textLine.map((text) => `  ${text}`),
    ),
    { minLength: 1, maxLength: 7 },
  );

  it('map folded blocks', () => {
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom('', '-', '+'),
        fc.integer({ min: 0, max: 2 }),
        (body, chomp, tail) => {
          const text = body.map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
          sameButBreaks(charsOf(`a:\n  value: >2${chomp}\n${text}\n${'\n'.repeat(tail)}b: 1\n`));
        },
      ),
    );
  });

  it('keep the order of the source', () => {
    fc.assert(
      fc.property(lines, (body) => {
        const text = body.map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
        const file = parse(`a:\n  value: >2\n${text}\n`);
        const { value } = (file.value as { a: { value: string } }).a;
        const places = [...Array(value.length).keys()].map((i) => file.placeInText(['a', 'value'], i, i + 1));
        for (const [index, place] of places.entries()) {
          const before = places[index - 1];
          if (before)
            expect(place.line * 1000 + place.column).toBeGreaterThan(before.line * 1000 + before.column);
        }
      }),
    );
  });

  const plainWord = fc.stringMatching(/^[a-zé]{1,6}$/);
  const plainLine = fc.array(plainWord, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  const blank = fc.constantFrom('', '  ', ' \t');
  const plain = fc.tuple(
    plainLine,
    fc.array(fc.oneof({ weight: 3, arbitrary: plainLine }, blank), { maxLength: 5 }),
    plainLine,
  );

  it('map plain texts of several lines', () => {
    fc.assert(
      fc.property(plain, ([first, between, last]) => {
        const text = [first, ...between, last]
          .map((line, i) => (i === 0 ? line : `    ${line}  `))
          .join('\n');
        sameButBreaks(charsOf(`a:\n  value: ${text}\nb: 1\n`));
      }),
    );
  });

  it('map quoted texts of several lines', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom("'", '"'), ([first, between, last], quote) => {
        const text = [first, ...between, last].join('  \n    ');
        sameButBreaks(charsOf(`a:\n  value: ${quote} ${text} ${quote}\nb: 1\n`));
      }),
    );
  });
});

describe('quoted texts', () => {
  it("map '' to one character", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z'# é]{1,12}$/), (text) => {
        const { value, chars } = charsOf(`a: { value: '${text.replaceAll("'", "''")}' }\n`);
        expect(value).toBe(text);
        expect(chars.map((char) => (char === "''" ? "'" : char)).join('')).toBe(text);
      }),
    );
  });

  it('map an escape to the whole of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        // What JSON leaves as it is and a file may not hold is escaped as well.
        const written = JSON.stringify(text).replace(
          /[\u007f-\u009f\ufeff\ufffe\uffff]/g,
          (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
        const { value, chars } = charsOf(`a: { value: ${written} }\n`);
        expect(value).toBe(text);
        const read = chars.map((char) => (char.startsWith('\\') ? JSON.parse(`"${char}"`) : char)).join('');
        expect(read).toBe(text);
      }),
    );
  });

  it.each([
    ['a: "x\\ty{{n}}"\n', 3, 8, '1:9-1:14'],
    ['a: "\\x41{{n}}"\n', 1, 6, '1:9-1:14'],
    ['a: "one\n  two \\\n  three"\n', 8, 13, '3:3-3:8'],
    ["a: 'it''s {{n}}'\n", 5, 10, '1:11-1:16'],
    ['a: plain {{n}}\n', 6, 11, '1:10-1:15'],
    ['a: |2-\n    {{n}}\n', 2, 7, '2:5-2:10'],
    ['a: >\n  one\n  {{n}}\n', 4, 9, '3:3-3:8'],
    ['- a\n', 0, 1, '1:1-1:4'],
  ])('%j [%i, %i)', (text, start, end, place) => {
    const { line, column, endLine, endColumn } = parse(text).placeInText(['a'], start, end);
    expect(`${line}:${column}-${endLine}:${endColumn}`).toBe(place);
  });

  it('places the end of a text, an empty text and what lies behind', () => {
    const file = parse('a: "bc"\nd: ""\n');
    expect(file.placeInText(['a'], 2, 2)).toMatchObject({ line: 1, column: 7, endColumn: 7 });
    expect(file.placeInText(['a'], 1, 99)).toMatchObject({ line: 1, column: 6, endColumn: 7 });
    expect(file.placeInText(['d'], 0, 0)).toMatchObject({ line: 2 });
  });
});
