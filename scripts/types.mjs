import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/** Stays between builds: only what changed is written anew. */
const emitted = 'node_modules/.cache/types';

/**
 * Writes the declarations a reader of these entries comes to, and no others: what the library does not show stays
 * private, and no bundled package's types, which an install does not have, may be named. Answers with their paths.
 */
export function writeTypes(target, entries) {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.types.json', '--outDir', emitted], {
    stdio: 'inherit',
  });
  const shown = new Map();
  for (const entry of entries) follow(emitted, `${entry}.d.ts`, shown);
  return [...shown].map(([file, text]) => {
    const to = path.posix.join(target, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text);
    return to;
  });
}

/** Adds a declaration file and what it imports, each import by the name that every compiler resolves. */
function follow(folder, file, shown) {
  if (shown.has(file)) return;
  const text = readFileSync(path.join(folder, file), 'utf8');
  const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  const bare = imports.find((name) => !name.startsWith('.'));
  if (bare)
    throw new Error(`The types of "${file}" name those of "${bare}": mark what needs them @internal.`);
  shown.set(file, text.replace(/((?:from |import\()(['"])\.[^'"]+)\.tsx?\2/g, '$1.js$2'));
  for (const name of imports) {
    follow(folder, path.posix.join(path.posix.dirname(file), name.replace(/\.tsx?$/, '.d.ts')), shown);
  }
}
