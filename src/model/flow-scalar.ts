import { push, pushBreaks, type Units } from './scalar-units.ts';

/** Plain and single-quoted text: white space around a break goes, one break is a space, n breaks are n - 1. */
export function rebuildFolded(
  units: Units,
  source: string,
  start: number,
  end: number,
  quoted: boolean,
): void {
  const lines = source.slice(start, end).split('\n');
  let at = start;
  let breaks: number[] = [];
  for (const [index, line] of lines.entries()) {
    const first = index === 0;
    const last = index === lines.length - 1;
    const left = first ? 0 : (/^[ \t]*/.exec(line)?.[0].length ?? 0);
    const right = last ? line.length : Math.max(left, trimmedLength(line));
    if (first || last || left < right) {
      pushBreaks(units, breaks, false);
      pushFlow(units, source, at + left, at + right, quoted);
      breaks = [];
    }
    at += line.length + 1;
    breaks.push(at - 1);
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

/** Double-quoted text: escapes, folded breaks, breaks that are escaped away. */
export function rebuildDouble(units: Units, source: string, start: number, end: number): void {
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
