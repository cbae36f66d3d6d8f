import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** A file of the program, and what it was when it was compiled. */
export type Part = { readonly name: string; readonly size: number; readonly mtimeMs: number };

/** A program of one part or more, as kept. */
export type Form = { readonly parts: readonly Part[]; readonly text: string; readonly compiled: Buffer };

/** Where a form stands in the pack: its text, then its compiled form. */
type Entry = {
  readonly parts: readonly Part[];
  readonly offset: number;
  /** Of the text. What is all ASCII is read as latin1, which is faster. */
  readonly encoding: 'latin1' | 'utf8';
  readonly textLength: number;
  /** Of both, in bytes. */
  readonly length: number;
  readonly crc: number;
};

type Index = {
  /** By name: a part's own, or that of a group. */
  readonly entries: Readonly<Record<string, Entry>>;
  /** Digests of the sets of forms that one run used: a run unlike them compiles functions the pack has not. */
  readonly runs: readonly string[];
};

export type CodeCache = {
  /** What is kept under a name, whatever became of its parts; undefined when there is nothing or it cannot be trusted. */
  read(name: string): Form | undefined;
  /** Keeps what a run used, by name, unless a run like it has been kept. Does nothing where nothing can be written. */
  save(used: ReadonlyMap<string, Kept>): void;
};

/** How to get a form at the end of a run, when all that ran is compiled. */
export type Kept = { readonly parts: readonly Part[]; form(): Form };

/** Length of the index and its checksum. */
const headBytes = 8;
/** Kinds of run a pack learns from: more than there are commands, and an end to writing. */
const mostRuns = 100;

type Pack = { readonly index: Index; formOf(entry: Entry): Form | undefined; close(): void };

const noPack: Pack = { index: { entries: {}, runs: [] }, formOf: () => undefined, close: () => {} };

/** The pack in a file; an empty one when there is none or nobody can read it. */
function openPack(file: string): Pack {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return noPack;
  }
  try {
    const { size } = fs.fstatSync(fd);
    const head = readAt(fd, 0, headBytes, size);
    const indexLength = head.readUInt32LE(0);
    const index = readAt(fd, headBytes, indexLength, size);
    if (zlib.crc32(index) !== head.readUInt32LE(4)) throw new RangeError('The index is damaged.');
    const start = headBytes + indexLength;
    return {
      index: JSON.parse(index.toString()),
      formOf({ parts, offset, length, encoding, textLength, crc }) {
        try {
          const bytes = readAt(fd, start + offset, length, size);
          if (zlib.crc32(bytes) !== crc) return undefined;
          const text = bytes.toString(encoding, 0, textLength);
          return { parts, text, compiled: bytes.subarray(textLength) };
        } catch {
          return undefined;
        }
      },
      close: () => fs.closeSync(fd),
    };
  } catch {
    fs.closeSync(fd);
    return noPack;
  }
}

function readAt(fd: number, offset: number, length: number, size: number): Buffer {
  if (offset + length > size) throw new RangeError('The pack is cut.');
  const bytes = Buffer.allocUnsafeSlow(length);
  fs.readSync(fd, bytes, 0, length, offset);
  return bytes;
}

function writePack(file: string, forms: ReadonlyMap<string, Form>, runs: readonly string[]): void {
  const entries: Record<string, Entry> = {};
  const pieces: Buffer[] = [];
  let offset = 0;
  for (const [name, { parts, text, compiled }] of forms) {
    const written = Buffer.from(text);
    const textLength = written.length;
    const encoding = textLength === text.length ? 'latin1' : 'utf8';
    const bytes = Buffer.concat([written, compiled]);
    const { length } = bytes;
    entries[name] = { parts, offset, encoding, textLength, length, crc: zlib.crc32(bytes) };
    offset += length;
    pieces.push(bytes);
  }
  const index = Buffer.from(JSON.stringify({ entries, runs } satisfies Index));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(index.length, 0);
  head.writeUInt32LE(zlib.crc32(index), 4);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, Buffer.concat([head, index, ...pieces]));
  fs.renameSync(draft, file);
}

/**
 * One file of programs and their compiled code: length and checksum of the index, the index as JSON, the forms. It is
 * replaced as a whole. A form is given when its bytes have their checksum (V8 itself looks at its own version and flags
 * alone), so a torn or foreign pack is a miss; whether its parts still are what they were is for the reader to see.
 */
export function openCodeCache(file: string): CodeCache {
  const pack = openPack(file);
  const { entries, runs } = pack.index;
  return {
    read: (name) => {
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
      return entry && pack.formOf(entry);
    },
    save(used) {
      const like = [...used].map(([name, { parts }]) => JSON.stringify([name, parts])).sort();
      const run = zlib.crc32(like.join('\n')).toString(16);
      try {
        if (runs.includes(run) || runs.length >= mostRuns) return;
        const forms = new Map([...used].map(([name, { form }]) => [name, form()]));
        for (const [name, entry] of Object.entries(entries)) {
          const form = forms.has(name) ? undefined : pack.formOf(entry);
          if (form) forms.set(name, form);
        }
        writePack(file, forms, [...runs, run]);
      } catch {
        // A read-only installation starts as fast as without.
      } finally {
        pack.close();
      }
    },
  };
}
