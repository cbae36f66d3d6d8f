import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreValue } from '../../src/model/yaml-core.ts';
import { readOrdinary } from '../../src/model/yaml-events.ts';
import { composeYaml } from '../../src/model/yaml-syntax.ts';
import { wildYaml } from './wild-yaml.ts';

/** What both parsers make of a text: the same, or nothing by the faster one. Returns whether that one read it. */
function bothRead(text: string): boolean {
  const node = readOrdinary(text);
  if (node) expect({ node, problem: null }, JSON.stringify(text)).toEqual(composeYaml(text, Infinity));
  return node !== null;
}

const handWritten = ['templates', 'schemas', 'bench', 'test/fixtures', '.github'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ya?ml|json)$/.test(name))
    .map((name) => path.join(folder, name)),
);
const texts = handWritten.map((file) => readFileSync(file, 'utf8')).filter((text) => text.length < 100_000);

describe('files of this repository', () => {
  it('are ordinary, nearly all of them', () => {
    const read = texts.filter(bothRead);
    expect(read.length / texts.length).toBeGreaterThan(0.97);
  });
});

const pieces = texts
  .filter((text) => text.length < 4_000)
  .flatMap((text) => text.split('\n').map((_, line, lines) => lines.slice(line, line + 12).join('\n')))
  .filter((piece) => /^[\w-]/.test(piece));

const bits = [
  '',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\n  ',
  '- ',
  ': ',
  ':',
  '#',
  ' #',
  '"',
  "'",
  '|',
  '>-',
  '|2',
  '>+',
]
  .concat([
    '[',
    ']',
    '{',
    '}',
    '{{',
    ',',
    '? ',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '%',
    '@',
    '`',
    '---\n',
    '...\n',
    '~',
  ])
  .concat([
    'null',
    '0x1',
    '.5',
    '-',
    '\\',
    '\\n',
    '\\x41',
    '\\U0001F600',
    'é',
    '😀',
    'b: c',
    '<<',
    '- - ',
    '\u2028',
  ])
  .concat(['""', '\\"', '\u0085', '\u0000', '\ufeff', '\t', '\r']);

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(3),
  bit: fc.constantFrom(...bits),
});

describe('texts one step from ordinary', () => {
  it('are read alike, or left alone', () => {
    let read = 0;
    const changed = fc.tuple(fc.constantFrom(...pieces), fc.array(change, { maxLength: 3 }));
    fc.assert(
      fc.property(changed, ([piece, changes]) => {
        const text = changes.reduce((so, { at, cut, bit }) => {
          const from = Math.floor(at * so.length);
          return so.slice(0, from) + bit + so.slice(from + cut);
        }, piece);
        if (bothRead(text)) read += 1;
      }),
      { numRuns: 4_000 },
    );
    expect(read).toBeGreaterThan(800);
  });

  it('are read alike in whichever way they are laid out', () => {
    fc.assert(
      fc.property(wildYaml, (text) => {
        bothRead(text);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('what is left to the other parser', () => {
  it.each([
    ['', 'nothing'],
    ['a', 'a document that is no collection'],
    ['a: &x 1\n', 'an anchor'],
    ['a: *x\n', 'an alias'],
    ['a: !!str 1\n', 'a tag'],
    ['--- \na: 1\n', 'a mark'],
    ['a: 1\n...\n', 'an end'],
    ['%YAML 1.2\n---\na: 1\n', 'a directive'],
    ['<<: { a: 1 }\n', 'a merge key'],
    ['a: {{b}}\n', 'a template without quotes'],
    ['a: one\n  two\n', 'a plain text of two lines'],
    ['a: "one\n  two"\n', 'a quoted text of two lines'],
    ['- \n- a\n', 'an item that is empty'],
    ['? a\n: b\n', 'a key with a mark'],
    ['? [a]\n: b\n', 'a key that is a list'],
    ['[a: b]\n', 'a pair in a list'],
    ['a: |\n    \n  b\n', 'a line of spaces in a block'],
    ['a:\tb\n', 'a tab'],
    ['a: {b: 1}c: 2\n', 'a bracket that something follows'],
    ['a: "b\n', 'what is wrong'],
    [`${'['.repeat(120)}${']'.repeat(120)}`, 'deep lists'],
  ])('%j: %s', (text) => {
    expect(readOrdinary(text)).toBeNull();
  });
});

const large = (piece: string) => piece.repeat(Math.floor(250_000 / piece.length));

// No time is measured: what is not linear makes the run as a whole never end.
describe('hostile texts of the largest size that is read end', () => {
  it.each([
    ['keys', Array.from({ length: 25_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['lists in lists', `${'['.repeat(90)}${large('a,')}${']'.repeat(90)}`],
    ['dashes', large('- ')],
    ['pairs in lists', `- ${'['.repeat(50)}${large('a: b, ')}${']'.repeat(50)}`],
    ['keys in braces', large('{a: 1}: 2\n')],
    ['keys with marks', large('? ')],
    ['braces', `[${large('{}, ')}]`],
    ['commas', `[${large(',')}`],
    ['quotes', large('"')],
    ['lines without end', `a: "${large('  \n')}`],
    ['lines of a plain text', `a: ${large('x\n  ')}`],
    ['blank lines', `a:\n${large('\n')} b: 1`],
    ['comments before a brace', `a: {b: 1 ${large('\n# x')}}`],
    ['blocks', large('"|>": |\n x\n')],
    ['indicators in a block', `a: |\n${large(' ||>>\n')}`],
    ['spaces in a block', `a: |\n${large('   \n')}  x`],
  ])('%s', (_, text) => {
    expect(() => readOrdinary(text)).not.toThrow();
  });
});

describe('core schema', () => {
  const number = fc.stringMatching(/^[-+]?(?:0[xo])?[\d.a-fA-FeEinx]{1,6}$/);
  const name = fc.constantFrom(
    '',
    '~',
    'null',
    'Null',
    'nULL',
    'true',
    'False',
    'yes',
    '.inf',
    '-.INF',
    '.nan',
    '.NaN',
  );

  it('makes of a plain scalar what yaml makes of it', () => {
    fc.assert(
      fc.property(fc.oneof(number, name), (source) => {
        const { node } = composeYaml(`- ${source} #`, Infinity);
        if (node?.kind !== 'list' || node.items[0]?.kind !== 'scalar') return;
        const { value, source: read } = node.items[0];
        const known = typeof value === 'number' && !Number.isFinite(value) ? Number.NaN : value;
        if (read === source) expect(coreValue(source), source).toBe(known);
      }),
      { numRuns: 2_000 },
    );
  });
});
