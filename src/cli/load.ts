import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import vm from 'node:vm';
import { type Form, type Kept, openCodeCache, type Part } from './code-cache.ts';

type Module = { exports: unknown };
type Wrapped = (
  exports: unknown,
  require: (id: string) => unknown,
  module: Module,
  filename: string,
  dirname: string,
) => void;

type Cache = ReturnType<typeof openCodeCache> | null;

/** A program that runs, and what it is made of. */
type Program<Result> = Kept & { readonly result: Result };

/** What every run of a verb needs, as one program; and the list of it, until a run has compiled it so. */
const together = 'together';
const listed = 'listed';
/** Bytes of a part. Data and whole libraries, which not every run of a verb loads, stay by themselves. */
const mostTogether = 600 << 10;
/** Small parts that a run may load beside what it needs together, before they join it. */
const mostApart = 16;

/**
 * As Node loads CommonJS, from compiled code where there is some: half the time of a start is compiling. What the first
 * run of a verb loaded is one program from then on, which is read and unpacked in half the time of its hundred parts.
 */
export function openLoader(folder: string, verb: string) {
  const builtIn = createRequire(path.join(folder, 'start.cjs'));
  const cache = openCacheOf(folder, verb);
  const files = partsIn(folder);
  const all = readTogether(files, cache, `${verb}.cjs`);
  const places = new Map(all?.parts.map(({ name }, index) => [name, index]));
  const singles = new Map<string, Program<Wrapped>>();
  const modules = new Map<string, Module>();

  function wrappedOf(name: string): Wrapped | undefined {
    const place = places.get(name);
    if (place !== undefined) return all?.result[place];
    const form = files.asItStands(cache?.read(name));
    const single = files.run<Wrapped>([files.partOf(name)], name, form?.text ?? files.read(name), form);
    singles.set(name, single);
    return single.result;
  }
  function load(id: string): unknown {
    if (!id.startsWith('./')) return builtIn(id);
    const name = id.slice(2);
    if (name.endsWith('.js')) return import(pathToFileURL(files.fileOf(name)).href);
    const known = modules.get(name);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    modules.set(name, module);
    wrappedOf(name)?.(module.exports, load, module, files.fileOf(name), folder);
    return module.exports;
  }
  return { load, save: () => cache?.save(toKeep(all, singles)) };
}

/** Of one V8 with one set of flags: a heap limit in NODE_OPTIONS makes another pack. null: nothing is to be kept. */
function openCacheOf(folder: string, verb: string): Cache {
  if (process.env['NODE_DISABLE_COMPILE_CACHE']) return null;
  const pack = `${verb}-${process.version}-${cachedDataVersionTag().toString(16)}.pack`;
  return openCodeCache(path.join(folder, '.cache', pack));
}

/** The built parts, as they stand in a folder. */
function partsIn(folder: string) {
  const fileOf = (name: string): string => path.join(folder, name);
  const partOf = (name: string): Part => {
    const { size, mtimeMs } = fs.statSync(fileOf(name));
    return { name, size, mtimeMs };
  };
  return {
    fileOf,
    partOf,
    read: (name: string): string => wrap(fs.readFileSync(fileOf(name), 'utf8')),
    /** What is kept, where all its parts are as they were. */
    asItStands(form: Form | undefined): Form | undefined {
      try {
        return form?.parts.every((part) => isSame(part, partOf(part.name))) ? form : undefined;
      } catch {
        return undefined; // A part is gone.
      }
    },
    run<Result>(parts: readonly Part[], name: string, text: string, form?: Form): Program<Result> {
      const script = new vm.Script(text, { filename: fileOf(name), cachedData: form?.compiled });
      const result: Result = script.runInThisContext();
      return { parts, result, form: () => ({ parts, text, compiled: script.createCachedData() }) };
    },
  };
}

/** What every run needs, from one program, or made of the list of it; null where there is neither yet. */
function readTogether(
  files: ReturnType<typeof partsIn>,
  cache: Cache,
  name: string,
): Program<readonly Wrapped[]> | null {
  const list = cache?.read(listed);
  const form = cache?.read(together);
  const kept = files.asItStands(form && list && isSameList(form.parts, list.parts) ? form : list);
  if (!kept) return null;
  if (kept === form) return files.run(kept.parts, name, kept.text, kept);
  return files.run(kept.parts, name, `[${kept.parts.map((part) => files.read(part.name)).join()}]`);
}

/** The program, or where too much was loaded beside it the list of the next one; and what stays by itself. */
function toKeep(
  all: Program<unknown> | null,
  singles: ReadonlyMap<string, Program<unknown>>,
): ReadonlyMap<string, Kept> {
  const small = [...singles.values()].filter(isSmall);
  const isWhole = all && small.length <= mostApart;
  const parts = [...(all?.parts ?? []), ...small.flatMap((single) => single.parts)];
  const list: Kept = { parts, form: () => ({ parts, text: '', compiled: Buffer.alloc(0) }) };
  const apart = [...singles].filter(([, single]) => isWhole || !isSmall(single));
  return new Map<string, Kept>([isWhole ? [together, all] : [listed, list], ...apart]);
}

const wrap = (text: string): string => `(function(exports,require,module,__filename,__dirname){${text}\n})`;

const isSame = (a: Part, b: Part): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs;

const isSameList = (a: readonly Part[], b: readonly Part[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const isSmall = ({ parts }: Kept): boolean => parts.every(({ size }) => size <= mostTogether);
