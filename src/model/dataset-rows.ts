import { Readable } from 'node:stream';
import { PromptopsError } from '../errors.ts';
import { lineTable } from './lines.ts';
import type { Place } from './place.ts';
import { type JsonRecord, listOf, recordOf } from './shape.ts';
import type { Snapshot } from './snapshot.ts';
import { parseYaml } from './yaml-file.ts';

/** One row, where it starts, and the same in words. */
export type Row = { readonly value: JsonRecord; readonly at: Place; readonly where: string };

/** Largest row of a streamed dataset, and largest YAML or JSON dataset, in bytes: these are held in memory. */
const maxRowBytes = 4 * 1024 * 1024;
const maxWholeBytes = 64 * 1024 * 1024;

/**
 * The rows of a dataset, by the end of its name: `.jsonl`, `.ndjson` and `.csv` one after the other in bounded memory,
 * `.json`, `.yaml` and `.yml` whole. A row that cannot be read ends it with an error that names its line.
 */
export function readRows(path: string, snapshot: Snapshot): AsyncIterable<Row> {
  switch (path.slice(path.lastIndexOf('.') + 1).toLowerCase()) {
    case 'jsonl':
    case 'ndjson':
      return jsonLines(path, snapshot);
    case 'csv':
      return csvRows(path, snapshot);
    case 'json':
      return jsonRows(path, snapshot);
    case 'yaml':
    case 'yml':
      return yamlRows(path, snapshot);
    default:
      throw badRow(path, `A dataset is .jsonl, .csv, .json or .yaml; "${path}" is none of them.`);
  }
}

async function* jsonLines(path: string, snapshot: Snapshot): AsyncIterable<Row> {
  let rest = '';
  let line = 1;
  for await (const text of decoded(path, snapshot)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxRowBytes) throw badRow(`${path}:${line + lines.length}`, 'The row is over 4 MiB.');
    for (const written of lines) {
      const row = jsonLine(written, path, line);
      if (row) yield row;
      line += 1;
    }
  }
  const row = jsonLine(rest, path, line);
  if (row) yield row;
}

function jsonLine(written: string, path: string, line: number): Row | null {
  const text = written.trim();
  if (text === '') return null;
  const where = `${path}:${line}`;
  const at = wholeLine(path, line, written.indexOf(text) + 1, text.length);
  return { value: rowOf(parseJson(text, where), where), at, where };
}

const wholeLine = (path: string, line: number, column: number, length: number): Place => ({
  path,
  line,
  column,
  endLine: line,
  endColumn: column + length,
});

async function* csvRows(path: string, snapshot: Snapshot): AsyncIterable<Row> {
  const { parse } = await import('csv-parse');
  const parser = parse({
    columns: (header: string[]) => checkedHeader(header, path),
    skip_empty_lines: true,
    info: true,
    max_record_size: maxRowBytes,
  });
  const source = Readable.from(decoded(path, snapshot));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let before = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      yield { value: record, at: wholeLine(path, before + 1, 1, 0), where: `${path}:${before + 1}` };
      before = info.lines;
    }
  } catch (error) {
    throw csvError(error, path);
  } finally {
    source.destroy();
  }
}

type CsvRecord = { readonly record: JsonRecord; readonly info: { readonly lines: number } };

function checkedHeader(header: readonly string[], path: string): string[] {
  const names = header.map((name) => name.trim());
  names.forEach((name, index) => {
    if (name === '') throw badRow(`${path}:1`, `Column ${index + 1} of the header has no name.`);
    if (forbidden.has(name)) throw badRow(`${path}:1`, `The column name "${name}" is not allowed.`);
    if (names.indexOf(name) !== index)
      throw badRow(`${path}:1`, `The header names the column "${name}" twice.`);
  });
  return names;
}

function csvError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof PromptopsError || !('code' in error)) return error;
  const line = 'lines' in error && typeof error.lines === 'number' ? `:${error.lines}` : '';
  return badRow(`${path}${line}`, `The CSV row cannot be read: ${error.message}.`);
}

async function* jsonRows(path: string, snapshot: Snapshot): AsyncIterable<Row> {
  const text = (await wholeText(path, snapshot)).replace(/^\ufeff/, '');
  const rows: unknown = parseJson(text.trim(), path);
  if (!Array.isArray(rows)) throw badRow(path, 'A JSON dataset is a list of objects.');
  const starts = [...itemStarts(text)];
  const table = lineTable(text);
  const at = (index: number): Place => {
    const { line, column } = table(starts[index] ?? 0);
    return wholeLine(path, line, column, 0);
  };
  yield* numbered(rows, at, (index) => `${path} row ${index + 1}`);
}

/** Offsets of the objects of a JSON list, which is known to be valid. */
function* itemStarts(text: string): Generator<number> {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') {
      if (depth === 1) yield index;
      depth += 1;
    } else if (token === '}' || token === ']') depth -= 1;
  }
}

async function* yamlRows(path: string, snapshot: Snapshot): AsyncIterable<Row> {
  const bytes = await wholeBytes(path, snapshot);
  const file = parseYaml(path, bytes, { maxBytes: maxWholeBytes, maxTemplateBytes: maxWholeBytes });
  const [fault] = file.faults;
  if (fault) throw badRow(`${path}:${fault.at.line}`, fault.message, fault.hint);
  if (!Array.isArray(file.value)) throw badRow(path, 'A YAML dataset is a list of mappings.');
  const at = (index: number): Place => file.placeOf([index]);
  yield* numbered(listOf(file.value), at, (index) => `${path}:${at(index).line}`);
}

function* numbered(
  rows: readonly unknown[],
  at: (index: number) => Place,
  where: (index: number) => string,
): Iterable<Row> {
  for (const [index, row] of rows.entries())
    yield { value: rowOf(row, where(index)), at: at(index), where: where(index) };
}

async function wholeBytes(path: string, snapshot: Snapshot): Promise<Uint8Array> {
  const bytes = (await snapshot.read([path], maxWholeBytes)).get(path);
  if (!bytes) throw new PromptopsError('not-found', `The dataset file "${path}" does not exist.`);
  return bytes;
}

async function wholeText(path: string, snapshot: Snapshot): Promise<string> {
  const bytes = await wholeBytes(path, snapshot);
  try {
    return strict().decode(bytes);
  } catch {
    throw badRow(path, 'The file is not valid UTF-8.');
  }
}

/** Text of the file piece by piece; a byte order mark, which spreadsheets write, is dropped. */
async function* decoded(path: string, snapshot: Snapshot): AsyncIterable<string> {
  const decoder = strict();
  try {
    for await (const bytes of snapshot.stream(path)) {
      const text = decoder.decode(bytes, { stream: true });
      if (text !== '') yield text;
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw badRow(path, 'The file is not valid UTF-8.');
    throw error;
  }
}

const strict = () => new TextDecoder('utf-8', { fatal: true });

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text, text.includes('__proto__') ? refuseProto : undefined);
  } catch (error) {
    if (error instanceof PromptopsError) throw error;
    throw badRow(where, `The row is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('the key "__proto__" is not allowed');
  return value;
}

function rowOf(value: unknown, where: string): JsonRecord {
  const row = recordOf(value);
  if (!row) throw badRow(where, 'A row is an object with a key for each column.');
  return row;
}

/** A row nobody can use: the user's input, at its place. */
export function badRow(where: string, message: string, hint?: string): PromptopsError {
  return new PromptopsError('invalid-project', message, { details: [where], ...(hint ? { hint } : {}) });
}
