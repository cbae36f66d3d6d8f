/** Deeper values are refused: what walks a value may recurse, and no schema asks for more. */
const maxDepth = 500;

/** A JSON document, or why it is none and where (UTF-16 offset). The words do not depend on the Node version. */
export type JsonText =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly at: number };

/** Parses a whole text as JSON; white space around it is allowed. */
export function parseJson(text: string): JsonText {
  const start = skipSpace(text, 0);
  const scan = scanJson(text, start);
  if ('message' in scan) return { ok: false, ...scan };
  const rest = skipSpace(text, scan.end);
  if (rest < text.length)
    return { ok: false, message: `${found(text, rest)} after the end of the JSON value`, at: rest };
  return { ok: true, value: JSON.parse(text) };
}

/**
 * The JSON objects and arrays that stand in a text, outermost ones only, in order. Linear: every bracket is judged
 * once, because a container that an outer one ran into fails or ends at the same place when read alone.
 */
export function* findJson(text: string): Generator<{ readonly value: unknown; readonly at: number }> {
  const judged = new Map<number, number>();
  for (let at = nextContainer(text, 0); at !== -1; ) {
    if (!judged.has(at)) scanJson(text, at, judged);
    const end = judged.get(at) ?? -1;
    if (end !== -1) yield { value: JSON.parse(text.slice(at, end)), at };
    at = nextContainer(text, end === -1 ? at + 1 : end);
  }
}

/** Line and column (both from 1) of an offset. */
export function positionIn(text: string, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', start)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: at - start + 1 };
}

type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

type Open = { readonly at: number; readonly close: '}' | ']'; expect: Expect };

type Scan = { readonly end: number } | { readonly message: string; readonly at: number };

/** Reads one value at `start`. `judged` collects where each container ends; -1: it is broken. */
function scanJson(text: string, start: number, judged = new Map<number, number>()): Scan {
  const open: Open[] = [];
  const fail = (message: string, at: number): Scan => {
    for (const { at: container } of open) judged.set(container, -1);
    return { message, at };
  };
  for (let at = start; ; ) {
    at = skipSpace(text, at);
    const top = open.at(-1);
    const known = judged.get(at);
    if (known === -1) return fail('broken JSON inside', at);
    const token: Token = known === undefined ? readToken(text, at) : { kind: 'value', end: known };
    if (token.kind === 'error') return fail(token.message, token.at);
    const next = step(token.kind, top);
    if (next === null) return fail(unexpected(text, at, token.kind, top), at);
    if (top) top.expect = next;
    at = token.end;
    if (token.kind === '{' || token.kind === '[') {
      open.push({
        at: at - 1,
        close: token.kind === '{' ? '}' : ']',
        expect: token.kind === '{' ? 'key-or-end' : 'value-or-end',
      });
      if (open.length > maxDepth) return fail(`it is nested deeper than ${maxDepth} levels`, at - 1);
      continue;
    }
    if (top && token.kind === top.close) judged.set(open.pop()?.at ?? -1, at);
    if (open.length === 0) return { end: at };
  }
}

/** What may follow in the container after this token; null: the token may not stand there. */
function step(kind: Token['kind'], top: Open | undefined): Expect | null {
  const isValue = kind === 'value' || kind === 'string' || kind === '{' || kind === '[';
  if (!top) return isValue ? 'value' : null;
  switch (top.expect) {
    case 'value':
      return isValue ? 'comma-or-end' : null;
    case 'value-or-end':
      return isValue || kind === ']' ? 'comma-or-end' : null;
    case 'key':
      return kind === 'string' ? 'colon' : null;
    case 'key-or-end':
      if (kind === '}') return 'comma-or-end';
      return kind === 'string' ? 'colon' : null;
    case 'colon':
      return kind === ':' ? 'value' : null;
    case 'comma-or-end':
      if (kind === top.close) return 'comma-or-end';
      if (kind !== ',') return null;
      return top.close === '}' ? 'key' : 'value';
  }
}

type Token =
  | {
      readonly kind: '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'value' | 'end' | 'unknown';
      readonly end: number;
    }
  | { readonly kind: 'error'; readonly message: string; readonly at: number };

function readToken(text: string, at: number): Token {
  const char = text[at];
  switch (char) {
    case undefined:
      return { kind: 'end', end: at };
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
      return { kind: char, end: at + 1 };
    case '"':
      return readString(text, at);
  }
  scalar.lastIndex = at;
  const match = scalar.exec(text);
  if (match) return { kind: 'value', end: scalar.lastIndex };
  return { kind: 'unknown', end: at };
}

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

function readString(text: string, start: number): Token {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { kind: 'string', end: at + 1 };
    if (code === 0x0a) return { kind: 'error', message: 'a line break inside a string', at };
    if (code < 0x20) return { kind: 'error', message: 'a control character inside a string', at };
    if (code !== 0x5c) continue;
    escapeSequence.lastIndex = at;
    if (!escapeSequence.test(text))
      return { kind: 'error', message: `an invalid escape "${text.slice(at, at + 2)}"`, at };
    at = escapeSequence.lastIndex - 1;
  }
  return { kind: 'error', message: 'a string that is never closed', at: start };
}

const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

const wanted: Readonly<Record<Expect, string>> = {
  value: 'a value',
  'value-or-end': 'a value or "]"',
  key: 'a name in double quotes',
  'key-or-end': 'a name in double quotes or "}"',
  colon: '":"',
  'comma-or-end': '","',
};

function unexpected(text: string, at: number, kind: Token['kind'], top: Open | undefined): string {
  if (!top) return kind === 'end' ? 'it is empty' : `expected a value, found ${found(text, at)}`;
  const trailing = kind === top.close && (top.expect === 'key' || top.expect === 'value');
  if (trailing) return `a trailing comma before "${top.close}"`;
  const want = top.expect === 'comma-or-end' ? `"," or "${top.close}"` : wanted[top.expect];
  return `expected ${want}, found ${found(text, at)}`;
}

/** The character or word at an offset, in words. */
function found(text: string, at: number): string {
  if (at >= text.length) return 'the end of the text';
  const word = /^[\p{L}\p{N}_.+-]{1,20}/u.exec(text.slice(at, at + 40));
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0xfffd);
  return char === '"' ? 'a string' : `"${word?.[0] ?? char}"`;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

function nextContainer(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === '{' || text[at] === '[') return at;
  return -1;
}
