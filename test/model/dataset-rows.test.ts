import { describe, expect, it } from 'vitest';
import { readRows } from '../../src/model/dataset-rows.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

async function rowsOf(path: string, content: string | Uint8Array) {
  const rows = [];
  for await (const row of readRows(path, snapshotOf({ [path]: content }))) rows.push(row);
  return rows;
}

const valuesOf = async (path: string, content: string | Uint8Array) =>
  (await rowsOf(path, content)).map(({ value }) => value);

describe('readRows', () => {
  it('reads JSONL line by line, with line numbers, blank lines, CRLF and no last line feed', async () => {
    const rows = await rowsOf('d/t.jsonl', '{"a":1}\r\n\n{"a":"é"}');
    const place = { path: 'd/t.jsonl', column: 1 };
    expect(rows).toEqual([
      { value: { a: 1 }, where: 'd/t.jsonl:1', at: { ...place, line: 1, endLine: 1, endColumn: 8 } },
      { value: { a: 'é' }, where: 'd/t.jsonl:3', at: { ...place, line: 3, endLine: 3, endColumn: 10 } },
    ]);
  });

  it('reads CSV as text, with header, quotes, line breaks in a field and a byte order mark', async () => {
    const rows = await rowsOf('t.csv', '\ufeffname,note\nAda,"x, ""y""\nz"\nBob,7\n');
    expect(rows).toMatchObject([
      { value: { name: 'Ada', note: 'x, "y"\nz' }, where: 't.csv:2', at: { line: 2 } },
      { value: { name: 'Bob', note: '7' }, where: 't.csv:4', at: { line: 4 } },
    ]);
  });

  it('reads JSON and YAML lists', async () => {
    const nested = '\n[\n  {"a":1,"b":[{"c":"]},{"}]},\n\n  {"a":2}]';
    expect(await rowsOf('t.json', nested)).toMatchObject([
      { where: 't.json row 1', at: { line: 3, column: 3 } },
      { value: { a: 2 }, at: { line: 5, column: 3 } },
    ]);
    expect(await rowsOf('t.yaml', '- a: 1\n- a: two\n')).toMatchObject([
      { value: { a: 1 } },
      { value: { a: 'two' }, where: 't.yaml:2', at: { path: 't.yaml', line: 2, column: 3 } },
    ]);
  });

  it('keeps a character whose bytes fall into two pieces', async () => {
    const long = `{"a":"${'x'.repeat(65_528)}é€😀"}`;
    const [row] = await valuesOf('t.jsonl', long);
    expect(row?.['a']).toMatch(/x\u00e9\u20ac\u{1f600}$/u);
  });

  it.each<[string, string, string | Uint8Array, RegExp, string]>([
    ['bad JSON', 't.jsonl', '{"a":1}\n{"a":\n', /not JSON/, 't.jsonl:2'],
    ['a list as a row', 't.jsonl', '[1]\n', /row is an object/, 't.jsonl:1'],
    ['__proto__', 't.jsonl', '{"__proto__":{"x":1}}', /__proto__/, 't.jsonl:1'],
    ['a row that never ends', 't.jsonl', `{"a":"${'x'.repeat(5 * 1024 * 1024)}`, /4 MiB/, 't.jsonl:1'],
    ['a missing CSV field', 't.csv', 'a,b\n1,2\n3\n', /cannot be read/, 't.csv:3'],
    ['a column twice', 't.csv', 'a,a\n1,2\n', /twice/, 't.csv:1'],
    ['a column without a name', 't.csv', 'a,\n1,2\n', /no name/, 't.csv:1'],
    ['a forbidden column', 't.csv', 'a,__proto__\n1,2\n', /not allowed/, 't.csv:1'],
    ['an open quote', 't.csv', 'a,b\n1,"2\n', /cannot be read/, 't.csv'],
    ['no list', 't.json', '{"a":1}', /list of objects/, 't.json'],
    ['broken JSON', 't.json', '[{"a":1},', /not JSON/, 't.json'],
    ['no YAML list', 't.yaml', 'a: 1\n', /list of mappings/, 't.yaml'],
    ['an alias', 't.yaml', '- &x { a: 1 }\n- *x\n', /./, 't.yaml:1'],
    ['Latin-1', 't.jsonl', Buffer.from('{"a":"é"}', 'latin1'), /UTF-8/, 't.jsonl'],
    ['UTF-16', 't.csv', Buffer.from('\ufeffa\n1\n', 'utf16le'), /UTF-8/, 't.csv'],
  ])('refuses %s at its place', async (_, path, content, message, where) => {
    const failure = await rowsOf(path, content).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid-project', message: expect.stringMatching(message) });
    expect((failure as { details: string[] }).details[0]).toContain(where);
  });

  it('refuses other kinds of file', () => {
    expect(() => readRows('t.parquet', snapshotOf({}))).toThrow(/none of them/);
  });
});
