import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import vm from 'node:vm';
import { type Compiled, openCodeCache } from './code-cache.ts';

type Module = { exports: unknown };
type Wrapped = (
  exports: unknown,
  require: (id: string) => unknown,
  module: Module,
  filename: string,
  dirname: string,
) => void;

/** As Node loads CommonJS, from compiled code where there is some: half the time of a start is compiling. */
export function openLoader(folder: string) {
  const builtIn = createRequire(path.join(folder, 'start.cjs'));
  // Of one V8 with one set of flags: a heap limit in NODE_OPTIONS makes another pack.
  const pack = `${process.version}-${cachedDataVersionTag().toString(16)}.pack`;
  const cache = process.env['NODE_DISABLE_COMPILE_CACHE']
    ? null
    : openCodeCache(path.join(folder, '.cache', pack));
  const modules = new Map<string, Module>();
  const files: Compiled[] = [];

  function load(id: string): unknown {
    if (!id.startsWith('./')) return builtIn(id);
    const name = id.slice(2);
    if (name.endsWith('.js')) return import(pathToFileURL(path.join(folder, name)).href);
    const known = modules.get(name);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    modules.set(name, module);
    const filename = path.join(folder, name);
    const { size, mtimeMs } = fs.statSync(filename);
    const text = fs.readFileSync(filename, 'utf8');
    const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
      filename,
      cachedData: cache?.read(name, { size, mtimeMs }),
    });
    files.push({ name, size, mtimeMs, compiled: () => script.createCachedData() });
    (script.runInThisContext() as Wrapped)(module.exports, load, module, filename, folder);
    return module.exports;
  }
  return { load, save: () => cache?.save(files) };
}
