import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/model/yaml-file.ts';

const limits = { maxBytes: 1_048_576, maxTemplateBytes: 262_144 };
const parse = (text: string | Uint8Array, path = 'a.yaml') =>
  parseYaml(path, typeof text === 'string' ? new TextEncoder().encode(text) : text, limits);
const faultsOf = (text: string | Uint8Array) =>
  parse(text).faults.map(({ rule, at }) => `${rule} ${at.line}:${at.column}`);
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('values', () => {
  it.each([
    ['a: 1\nb: [x, null, true, 1.5]\n', { a: 1, b: ['x', null, true, 1.5] }],
    ['a: yes\nb: no\nc: 2026-11-23\nd: 0o17\n', { a: 'yes', b: 'no', c: '2026-11-23', d: 15 }],
    ['1.10: a\ntrue: b\nnull: c\n', { '1.10': 'a', true: 'b', null: 'c' }],
    ['a: !!str 1.10\n', { a: '1.10' }],
    ['---\na: 1\n...\n# end\n', { a: 1 }],
    ['"<<": 1\n', { '<<': 1 }],
    ['', null],
    ['# nothing\n', null],
    ['a: |\r\n  one\r\n  two\r\nb: 1\r\n', { a: 'one\ntwo\n', b: 1 }],
    ['a: Hello {{name}}, {{> tone}}\n', { a: 'Hello {{name}}, {{> tone}}' }],
    ['a: "\\ud83d\\ude00"\n', { a: '😀' }],
  ])('reads %j', (text, value) => {
    const file = parse(text);
    expect(file.faults).toEqual([]);
    expect(file.value).toEqual(value);
  });

  it('reads JSON, tabs and escapes included', () => {
    const value = { a: [1, { b: 'x/"\\\n😀' }], c: {} };
    expect(parse(JSON.stringify(value, null, '\t'), 'a.json').value).toEqual(value);
    expect(parse('{"a":"x\\/y"}', 'a.json').value).toEqual({ a: 'x/y' });
  });

  it('keeps the text as it was', () => {
    expect(parse('a: 1\r\n').text).toBe('a: 1\r\n');
  });
});

describe('what is refused', () => {
  it.each([
    ['a: &x 1\nb: *x\n', 'schema/alias 1:4'],
    ['a: *x\n', 'schema/alias 1:4'],
    ['a: 1\n<<: { b: 2 }\n', 'schema/alias 2:1'],
    ['a: !env KEY\n', 'schema/alias 1:4'],
    ['a: !!js/function x\n', 'schema/alias 1:4'],
    ['%YAML 1.1\n---\na: 1\n', 'schema/alias 1:1'],
    ['a: 1\n---\nb: 2\n', 'schema/alias 2:1'],
    ['---\na: 1\n---\nb: 2\n', 'schema/alias 3:1'],
    ['a: 1\nb:\n  c: 1\n  c: 2\n', 'schema/duplicate-key 4:3'],
    ['a: 1\n"a": 2\n', 'schema/duplicate-key 2:1'],
    ['a: {{name}}\n', 'schema/yaml-gotcha 1:4'],
    ['a: { b: Hi {{name}} }\n', 'schema/yaml-gotcha 1:12'],
    ['a: b: c\n', 'schema/yaml-gotcha 1:4'],
    ['a: .inf\n', 'schema/invalid 1:4'],
    ['? [a]\n: b\n', 'schema/invalid 1:3'],
    ['a: @b\n', 'schema/invalid 1:4'],
    ['a:\n\tb: 1\n', 'schema/invalid 2:1'],
    ['a: "x\n', 'schema/invalid 1:4'],
    ['a: "x\\"\nb: 1\n', 'schema/invalid 1:4'],
    ["a: 'it''\nb: 1\n", 'schema/invalid 1:4'],
    ['a: { b: [1 }\n', 'schema/invalid 1:9'],
    ['a: [1, 2\n', 'schema/invalid 1:4'],
    ['a: [1, 2\nb: 3\n', 'schema/invalid 1:4'],
    ['__proto__: { polluted: true }\n', 'schema/invalid 1:1'],
    ['a:\n  constructor: 1\n', 'schema/invalid 2:3'],
    ['{"prototype": 1}', 'schema/invalid 1:2'],
    ['a: "\\ud800"\n', 'schema/encoding 1:4'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n', 'schema/encoding 1:1'],
    ['a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n', 'schema/encoding 2:1'],
    ['a: 1\nb: x\u0000y\n', 'schema/encoding 2:5'],
    ['a: \u001b[31mred\n', 'schema/encoding 1:4'],
    ['a: é\u009b31m\n', 'schema/encoding 1:5'],
    ['a: b\rc: d\n', 'schema/encoding 1:5'],
    ['\ufeffa: 1\n', 'schema/encoding 1:1'],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('names the byte that is no UTF-8, behind characters of several bytes', () => {
    const file = parse(bytes('a: 😀\nb: é', [0xc3, 0x28], '\n'));
    expect(file.faults).toMatchObject([{ rule: 'schema/encoding', at: { line: 2, column: 5 } }]);
    expect(file.faults[0]?.message).toContain('0xC3');
    expect(faultsOf(bytes('a: ', [0xe2, 0x82]))).toEqual(['schema/encoding 1:4']);
  });

  it('names UTF-16, with and without a mark', () => {
    for (const text of [Buffer.from('a: 1', 'utf16le'), Buffer.from('\ufeffa: 1', 'utf16le')]) {
      expect(parse(text).faults[0]).toMatchObject({ rule: 'schema/encoding' });
      expect(parse(text).faults[0]?.message).toContain('UTF-16');
    }
  });

  it('says where the first of two equal keys stands', () => {
    expect(parse('a: 1\nb: 2\n  # x\na: 3\n').faults[0]?.message).toContain('line 1, column 1');
  });

  it('leaves no prototype changed', () => {
    parse('__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('refuses a file that is too large before it looks into it', () => {
    const file = parseYaml('a.yaml', Buffer.alloc(2000, 'a'), { ...limits, maxBytes: 1024 });
    expect(file.faults).toMatchObject([{ rule: 'schema/invalid', at: { line: 1, column: 1 } }]);
    expect(file.value).toBeUndefined();
  });

  it('has no value and still places and comments when it does not parse', () => {
    const file = parse('a: "x # y\n');
    expect(file.value).toBeUndefined();
    expect(file.placeOf(['a'])).toEqual({ path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 });
    expect(file.placeInText(['a'], 0, 3)).toMatchObject({ line: 1, column: 1 });
    expect(() => file.comments()).not.toThrow();
  });
});

const million = (piece: string) => piece.repeat(Math.floor(1_000_000 / piece.length));
const bomb = `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a]`).join('\n')}`;

// Each of these took minutes, gigabytes or the stack in some reader; here the run as a whole must just end.
describe('hostile files end', () => {
  it.each([
    ['alias bomb', bomb, 'schema/alias'],
    ['100,000 keys', Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join('\n'), 'schema/invalid'],
    ['one key, over and over', million('a: 1\n'), 'schema/invalid'],
    ['deep lists', '['.repeat(5000), 'schema/invalid'],
    ['deep dashes', '- '.repeat(5000), 'schema/invalid'],
    ['deep maps', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'schema/invalid'],
    ['explicit keys', million('? '), 'schema/invalid'],
    ['errors without end', `[${million(',')}`, 'schema/invalid'],
    ['closing brackets', million('} '), 'schema/invalid'],
    ['quotes', million('"'), 'schema/invalid'],
    ['flow maps', million('{} '), 'schema/invalid'],
    ['anchors', million('&a '), 'schema/alias'],
    ['documents', million('--- a\n'), 'schema/alias'],
    ['blank lines', million('\n'), 'schema/invalid'],
    ['unclosed quote over lines', `a: "${million('  \n')}`, 'schema/invalid'],
  ])('%s', (_, text, rule) => {
    const { faults } = parse(text);
    expect(faults.map((fault) => fault.rule)).toContain(rule);
    expect(faults[0]?.at.line).toBeGreaterThan(0);
  });

  it.each([
    ['a block', `a: |\n${million(' text\n')}`],
    ['a folded block', `a: >\n${million(' x\n\n')} x`],
    ['spaces', `a: x${million(' ')}y`],
    ['escapes', `a: "${million('\\n')}"`],
    ['single quotes', `a: '${million("''")}'`],
    ['comments', `${million('# a\n')}a: abc`],
    ['a plain text', `a: x\n${million(' y\n')}`],
  ])('%s of a megabyte is read, and placed', (_, text) => {
    const file = parse(text);
    expect(file.faults).toEqual([]);
    const value = (file.value as { a: string }).a;
    expect(file.placeInText(['a'], value.length - 1, value.length).line).toBeGreaterThan(0);
  });
});

describe('places', () => {
  const file = parse(
    [
      'top:',
      '  list:',
      '    - one',
      '    - key: value # note',
      '      empty:',
      '  block: |',
      '    text',
      '',
      'flow: { a: [1, 22] }',
      '',
    ].join('\n'),
  );
  const spot = (path: (string | number)[], part?: 'key' | 'value') => {
    const { line, column, endLine, endColumn } = file.placeOf(path, part);
    return `${line}:${column}-${endLine}:${endColumn}`;
  };

  it.each([
    [['top', 'list', 0], undefined, '3:7-3:10'],
    [['top', 'list', 1, 'key'], undefined, '4:12-4:17'],
    [['top', 'list', 1, 'key'], 'key', '4:7-4:10'],
    [['top', 'list', 1], undefined, '4:7-5:13'],
    [['top', 'list', 1, 'empty'], undefined, '5:7-5:12'],
    [['top', 'block'], undefined, '6:10-7:9'],
    [['top', 'list'], 'key', '2:3-2:7'],
    [['flow', 'a', 1], undefined, '9:16-9:18'],
    [['flow'], undefined, '9:7-9:21'],
    [['top', 'list', 7], undefined, '3:5-5:13'],
    [['flow', 'none', 'deeper'], undefined, '9:7-9:21'],
    [['nothing'], undefined, '1:1-9:21'],
  ] as const)('%j %s', (path, part, place) => {
    expect(spot([...path], part)).toBe(place);
  });

  it('counts columns in UTF-16 units, and the same with CRLF', () => {
    const text = 'a: "😀" # x\nb: { c: 1 }\n';
    for (const each of [text, text.replaceAll('\n', '\r\n')]) {
      expect(parse(each).placeOf(['a'])).toMatchObject({ line: 1, column: 4, endColumn: 8 });
      expect(parse(each).placeOf(['b', 'c'])).toMatchObject({ line: 2, column: 9, endColumn: 10 });
    }
  });
});

describe('comments', () => {
  it('are found with their places, and nowhere inside a text', () => {
    const text =
      'a: 1 # one\n#two\nb: | # three\n  # no\n  x\nc: "# no"\nd: x#no\ne: [1, # four\n  2]\nf: it\n  goes on\n';
    expect(parse(text).comments()).toEqual([
      { text: ' one', line: 1, column: 6 },
      { text: 'two', line: 2, column: 1 },
      { text: ' three', line: 3, column: 6 },
      { text: ' four', line: 8, column: 8 },
    ]);
    expect(parse(text.replaceAll('\n', '\r\n')).comments()).toEqual(parse(text).comments());
  });
});
