import type { CST, Scalar } from 'yaml';

/** For each UTF-16 unit of a scalar's value, where in the source it begins and ends. */
export type ScalarMap = { readonly starts: readonly number[]; readonly ends: readonly number[] };

/**
 * Maps the characters of a text value to the source they come from. null where the value cannot be rebuilt from the
 * source (an empty or tagged node): then only the scalar as a whole has a place.
 */
export function mapScalar(scalar: Scalar, source: string): ScalarMap | null {
  const token = scalar.srcToken;
  if (!token || typeof scalar.value !== 'string') return null;
  const units = rebuild(token, source);
  return units && units.text.join('') === scalar.value ? { starts: units.starts, ends: units.ends } : null;
}

type Units = { readonly text: string[]; readonly starts: number[]; readonly ends: number[] };

function rebuild(token: CST.Token, source: string): Units | null {
  const units: Units = { text: [], starts: [], ends: [] };
  switch (token.type) {
    case 'block-scalar':
      rebuildBlock(units, token);
      return units;
    case 'scalar':
      rebuildFolded(units, source, token.offset, token.offset + token.source.length, false);
      return units;
    case 'single-quoted-scalar':
      rebuildFolded(units, source, token.offset + 1, token.offset + token.source.length - 1, true);
      return units;
    case 'double-quoted-scalar':
      rebuildDouble(units, source, token.offset + 1, token.offset + token.source.length - 1);
      return units;
    default:
      return null;
  }
}

/** Adds a text that stands at [start, end): unit for unit where the lengths agree, else all of it for each unit. */
function push(units: Units, text: string, start: number, end: number): void {
  const exact = text.length === end - start;
  for (let i = 0; i < text.length; i += 1) {
    units.text.push(text[i] ?? '');
    units.starts.push(exact ? start + i : start);
    units.ends.push(exact ? start + i + 1 : end);
  }
}

type Line = { readonly indent: number; readonly content: string; readonly at: number };

function blockLines(source: string, offset: number): Line[] {
  const lines: Line[] = [];
  let at = offset;
  for (const line of source.split('\n')) {
    const content = line.replace(/^ +/, '');
    lines.push({ indent: line.length - content.length, content, at });
    at += line.length + 1;
  }
  return lines;
}

const isBlank = (line: Line | undefined): boolean => line?.content === '';

function rebuildBlock(units: Units, token: CST.BlockScalar): void {
  const header = token.props[0] && 'source' in token.props[0] ? String(token.props[0].source) : '';
  const headerLength = token.props.reduce((sum, prop) => sum + ('source' in prop ? prop.source.length : 0), 0);
  if (token.source === '') return;
  const lines = blockLines(token.source, token.offset + headerLength);
  const explicit = Number(/[1-9]/.exec(header)?.[0] ?? 0);
  const first = lines.findIndex((line) => line.content !== '');
  const trim = explicit ? token.indent + explicit : (lines[first]?.indent ?? 0);
  let contentEnd = first === -1 ? 0 : lines.length;
  while (contentEnd > 0 && isBlank(lines[contentEnd - 1])) contentEnd -= 1;
  if (contentEnd > 0) {
    // Trailing lines of more spaces than the indentation are content.
    for (let i = lines.length - 1; i >= contentEnd; i -= 1) if ((lines[i]?.indent ?? 0) > trim) contentEnd = i + 1;
  }
  const blocks = { lines, trim, contentStart: Math.max(first, 0), contentEnd };
  if (contentEnd > 0) {
    if (header.startsWith('>')) foldBlock(units, blocks);
    else literalBlock(units, blocks);
  }
  chompBlock(units, blocks, header);
}

type Block = {
  readonly lines: readonly Line[];
  readonly trim: number;
  readonly contentStart: number;
  readonly contentEnd: number;
};

const lineEnd = (line: Line): number => line.at + line.indent + line.content.length;

function pushLine(units: Units, line: Line, trim: number): void {
  const spaces = Math.max(line.indent - trim, 0);
  const start = line.at + line.indent - spaces;
  push(units, ' '.repeat(spaces) + line.content, start, lineEnd(line));
}

const pushBreak = (units: Units, line: Line): void => push(units, '\n', lineEnd(line), lineEnd(line) + 1);

function literalBlock(units: Units, { lines, trim, contentEnd }: Block): void {
  for (const [index, line] of lines.slice(0, contentEnd).entries()) {
    pushLine(units, line, trim);
    if (index < contentEnd - 1) pushBreak(units, line);
  }
}

/** As `resolveBlockScalar` of yaml folds: a single break is a space, more are one less, more-indented lines keep theirs. */
function foldBlock(units: Units, { lines, trim, contentStart, contentEnd }: Block): void {
  for (const line of lines.slice(0, contentStart)) {
    pushLine(units, line, trim);
    pushBreak(units, line);
  }
  let separators: string[] = [];
  let at: Line | undefined;
  let moreBefore = false;
  const flush = () => {
    if (!at) return;
    const end = lineEnd(at);
    if (separators.length === 2) push(units, '\n', at.at - 1, at.at);
    if (separators.length > 0) push(units, separators[0] ?? '', end, end + 1);
  };
  for (const line of lines.slice(contentStart, contentEnd)) {
    const more = line.indent > trim || line.content.startsWith('\t');
    if (!more && line.content === '') {
      if (separators[0] === '\n' && at) pushBreak(units, at);
      separators = ['\n'];
      at = line;
      continue;
    }
    if (more && separators[0] === ' ') separators = ['\n'];
    else if (more && !moreBefore && separators[0] === '\n') separators = ['\n', '\n'];
    flush();
    pushLine(units, line, trim);
    separators = [more ? '\n' : ' '];
    at = line;
    moreBefore = more;
  }
}

function chompBlock(units: Units, { lines, trim, contentEnd }: Block, header: string): void {
  const last = lines[contentEnd - 1];
  if (header.includes('-')) return;
  if (!header.includes('+')) {
    if (last) pushBreak(units, last);
    return;
  }
  if (contentEnd === 0) {
    for (const line of lines.slice(0, Math.max(1, lines.length - 1))) pushBreak(units, line);
    return;
  }
  for (const line of lines.slice(contentEnd)) {
    push(units, '\n', line.at - 1, line.at);
    pushLine(units, line, trim);
  }
  const tail = units.text[units.text.length - 1];
  const end = lines[lines.length - 1];
  if (tail !== '\n' && end) push(units, '\n', lineEnd(end), lineEnd(end));
}

/** Plain and single-quoted text: white space around a break goes, one break is a space, n breaks are n - 1. */
function rebuildFolded(units: Units, source: string, start: number, end: number, quoted: boolean): void {
  const lines = source.slice(start, end).split('\n');
  let at = start;
  let separator = '';
  let separatorAt = start;
  for (const [index, line] of lines.entries()) {
    const first = index === 0;
    const last = index === lines.length - 1;
    const left = first ? 0 : (/^[ \t]*/.exec(line)?.[0].length ?? 0);
    const right = last ? line.length : Math.max(left, trimmedLength(line));
    if (first) {
      pushFlow(units, source, at, at + right, quoted);
      separator = last ? '' : ' ';
      separatorAt = at + right;
    } else if (left >= right && !last) {
      if (separator === '\n') push(units, '\n', at - 1, at);
      else separator = '\n';
    } else {
      push(units, separator, separatorAt, separatorAt + Math.max(1, separator.length));
      pushFlow(units, source, at + left, at + right, quoted);
      separator = ' ';
      separatorAt = at + right;
    }
    at += line.length + 1;
  }
}

function trimmedLength(line: string): number {
  let length = line.length;
  while (length > 0 && (line[length - 1] === ' ' || line[length - 1] === '\t')) length -= 1;
  return length;
}

function pushFlow(units: Units, source: string, start: number, end: number, quoted: boolean): void {
  for (let at = start; at < end; at += 1) {
    const pair = quoted && source[at] === "'" && source[at + 1] === "'" && at + 1 < end;
    push(units, source[at] ?? '', at, pair ? at + 2 : at + 1);
    if (pair) at += 1;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

const isBlankAt = (source: string, at: number): boolean => source[at] === ' ' || source[at] === '\t';

function skipBlanks(source: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlankAt(source, at)) at += 1;
  return at;
}

function rebuildDouble(units: Units, source: string, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const char = source[at] ?? '';
    if (char === '\\') at = pushEscape(units, source, at, end);
    else if (char === '\n') at = pushFold(units, source, at, end);
    else if (isBlankAt(source, at)) {
      const next = skipBlanks(source, at, end);
      if (source[next] !== '\n' || next >= end) push(units, source.slice(at, next), at, next);
      at = next;
    } else {
      push(units, char, at, at + 1);
      at += 1;
    }
  }
}

function pushEscape(units: Units, source: string, at: number, end: number): number {
  const next = source[at + 1] ?? '';
  if (next === '\n') return skipBlanks(source, at + 2, end);
  const length = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
  if (length === 0) {
    push(units, escapes[next] ?? `\\${next}`, at, at + 2);
    return at + 2;
  }
  const code = Number.parseInt(source.slice(at + 2, at + 2 + length), 16);
  push(units, code <= 0x10ffff ? String.fromCodePoint(code) : '', at, at + 2 + length);
  return at + 2 + length;
}

function pushFold(units: Units, source: string, at: number, end: number): number {
  let next = at + 1;
  let breaks = 0;
  while (next < end && (isBlankAt(source, next) || source[next] === '\n')) {
    if (source[next] === '\n') {
      push(units, '\n', next, next + 1);
      breaks += 1;
    }
    next += 1;
  }
  if (breaks === 0) push(units, ' ', at, at + 1);
  return next;
}
