import type { Fault } from './fault.ts';
import { editAt } from './finding.ts';
import { fileStart, type Place } from './place.ts';

export type Decoded =
  | { readonly text: string; readonly fault: null }
  | { readonly text: string | null; readonly fault: Fault };

/**
 * The text of a hand-written file: UTF-8 without a byte order mark, without control characters, and not something
 * git left in its place. What is wrong is named, with its line and column (rule `schema/encoding`).
 */
export function decodeText(path: string, bytes: Uint8Array): Decoded {
  const mark = byteOrderMark(bytes);
  if (mark) return { text: null, fault: markFault(path, mark) };
  const decoded = decodeUtf8(bytes);
  if (typeof decoded === 'object') {
    return {
      text: null,
      fault: {
        rule,
        message: `Byte 0x${decoded.byte.toString(16).toUpperCase().padStart(2, '0')} is not valid UTF-8.`,
        hint: 'Save the file as UTF-8.',
        at: span(path, decoded.before, decoded.before.length, 1),
      },
    };
  }
  const fault = lfsPointer(path, decoded) ?? controlCharacter(path, decoded) ?? conflictMarker(path, decoded);
  return { text: decoded, fault };
}

const rule = 'schema/encoding';

type Mark = { readonly message: string; readonly hint: string; readonly isUtf8?: true };

function markFault(path: string, { message, hint, isUtf8 }: Mark): Fault {
  const at = fileStart(path);
  const mark = editAt({ ...at, endColumn: 2 }, '');
  return {
    rule,
    message,
    hint,
    at,
    ...(isUtf8 && { fix: { what: 'Remove the byte order mark.', edits: [mark] } }),
  };
}

function byteOrderMark(bytes: Uint8Array): Mark | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    const hint = 'Save it as UTF-8 without BOM.';
    return { message: 'The file starts with a byte order mark.', hint, isUtf8: true };
  }
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    return { message: 'The file is UTF-16 (or UTF-32).', hint: 'Save it as UTF-8.' };
  }
  if (bytes.length >= 4 && ((a === 0 && b !== 0) || (a !== 0 && b === 0 && bytes[3] === 0))) {
    return { message: 'The file is UTF-16 without a byte order mark.', hint: 'Save it as UTF-8.' };
  }
  return null;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | { before: string; byte: number } {
  try {
    return strict.decode(bytes);
  } catch {
    const at = firstInvalid(bytes);
    return { before: strict.decode(bytes.subarray(0, at)), byte: bytes[at] ?? 0 };
  }
}

/** Index of the byte where the longest valid UTF-8 prefix ends, found by halving: validity is monotonous. */
function firstInvalid(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (validPrefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  // A character cut by the end of the prefix counted as valid so far: step back to its first byte.
  while (low > 0 && !isValid(bytes.subarray(0, low))) low -= 1;
  return low;
}

function validPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isValid(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function lfsPointer(path: string, text: string): Fault | null {
  if (!text.startsWith('version https://git-lfs.github.com/spec/')) return null;
  return {
    rule,
    message: 'The file is a Git LFS pointer, not the file itself.',
    hint: 'Run "git lfs pull".',
    at: fileStart(path),
  };
}

// Tab and line feed are text; a carriage return is, before a line feed. NEL stays allowed, as in YAML.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\r(?!\n)/;

function controlCharacter(path: string, text: string): Fault | null {
  const at = text.search(control);
  if (at === -1) return null;
  const code = text.charCodeAt(at);
  const named = `U+${code.toString(16).toUpperCase().padStart(4, '0')}${names[code] ? ` (${names[code]})` : ''}`;
  return {
    rule,
    message: code === 13 ? 'A carriage return stands alone.' : `The file has a control character, ${named}.`,
    hint:
      code === 13
        ? 'End lines with a line feed.'
        : `Remove it, or write it as an escape in double quotes: "\\u${code.toString(16).padStart(4, '0')}".`,
    at: span(path, text, at, 1),
  };
}

const names: Readonly<Record<number, string>> = {
  0: 'NUL',
  7: 'bell',
  8: 'backspace',
  12: 'form feed',
  27: 'escape',
  127: 'delete',
};

/** With these labels the markers are the edit format of coding agents, which their prompts and test data speak of. */
const conflict = /^(?:<{7}|>{7}|\|{7})(?: (?!(?:SEARCH|REPLACE|ORIGINAL|UPDATED)\b).*)?\r?$/m;

function conflictMarker(path: string, text: string): Fault | null {
  const found = conflict.exec(text);
  if (!found) return null;
  return {
    rule,
    message: 'The file has a conflict marker: a merge was not finished.',
    hint: 'Resolve the conflict and remove the marker lines.',
    at: span(path, text, found.index, 7),
  };
}

function span(path: string, text: string, at: number, length: number): Place {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return { path, line, column, endLine: line, endColumn: column + length };
}
