import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** Where the compiled form of a file stands in the pack, and what the file was when it was compiled. */
type Entry = {
  readonly size: number;
  readonly mtimeMs: number;
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
};

type Index = {
  readonly entries: Readonly<Record<string, Entry>>;
  /** Digests of the sets of files that one run loaded: a run unlike them compiles functions the pack has not. */
  readonly runs: readonly string[];
};

/** How to get the compiled form of a file, and what the file was when it was compiled. */
type Form = {
  readonly size: number;
  readonly mtimeMs: number;
  readonly compiled: () => Buffer;
};

export type Compiled = Form & { readonly name: string };

export type CodeCache = {
  /** Compiled form of a file as it is now; undefined when there is none or it cannot be trusted. */
  read(name: string, stat: { readonly size: number; readonly mtimeMs: number }): Buffer | undefined;
  /** Keeps what a run compiled, unless a run like it has been kept. Does nothing where nothing can be written. */
  save(files: readonly Compiled[]): void;
};

const lengthBytes = 4;
/** Kinds of run a pack learns from: more than there are commands, and an end to writing. */
const mostRuns = 100;

function readAt(fd: number, offset: number, length: number): Buffer {
  if (offset + length > fs.fstatSync(fd).size) throw new RangeError('The pack is cut.');
  const bytes = Buffer.allocUnsafe(length);
  fs.readSync(fd, bytes, 0, length, offset);
  return bytes;
}

type Pack = { readonly index: Index; bytesOf(entry: Entry): Buffer | undefined; close(): void };

const noPack: Pack = { index: { entries: {}, runs: [] }, bytesOf: () => undefined, close: () => {} };

/** The pack in a file; an empty one when there is none or nobody can read it. */
function openPack(file: string): Pack {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch {
    return noPack;
  }
  try {
    const length = readAt(fd, 0, lengthBytes).readUInt32LE();
    const { entries, runs }: Index = JSON.parse(readAt(fd, lengthBytes, length).toString());
    if (typeof entries !== 'object' || !Array.isArray(runs)) throw new TypeError('Not an index.');
    const start = lengthBytes + length;
    return {
      index: { entries, runs },
      bytesOf(entry) {
        try {
          const bytes = readAt(fd, start + entry.offset, entry.length);
          return zlib.crc32(bytes) === entry.crc ? bytes : undefined;
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

function writePack(file: string, forms: ReadonlyMap<string, Form>, runs: readonly string[]): void {
  const entries: Record<string, Entry> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, { size, mtimeMs, compiled }] of forms) {
    const bytes = compiled();
    entries[name] = { size, mtimeMs, offset, length: bytes.length, crc: zlib.crc32(bytes) };
    offset += bytes.length;
    parts.push(bytes);
  }
  const index = Buffer.from(JSON.stringify({ entries, runs } satisfies Index));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(index.length);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, Buffer.concat([length, index, ...parts]));
  fs.renameSync(draft, file);
}

/**
 * One file of compiled code: length of the index, the index as JSON, the compiled forms. It is replaced as a whole. A
 * form is used when its file has the size and time it was compiled at and its bytes have their checksum (V8 itself looks
 * at its own version and flags alone), so a torn or foreign pack is a miss.
 */
export function openCodeCache(file: string): CodeCache {
  const pack = openPack(file);
  const { entries, runs } = pack.index;
  return {
    read(name, { size, mtimeMs }) {
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
      return entry?.size === size && entry.mtimeMs === mtimeMs ? pack.bytesOf(entry) : undefined;
    },
    save(files) {
      const like = files.map(({ name, size, mtimeMs }) => `${name} ${size} ${mtimeMs}`).sort();
      const run = zlib.crc32(like.join('\n')).toString(16);
      try {
        if (runs.includes(run) || runs.length >= mostRuns) return;
        const forms = new Map<string, Form>(files.map((form) => [form.name, form]));
        for (const [name, entry] of Object.entries(entries)) {
          const bytes = forms.has(name) ? undefined : pack.bytesOf(entry);
          if (bytes) forms.set(name, { ...entry, compiled: () => bytes });
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
