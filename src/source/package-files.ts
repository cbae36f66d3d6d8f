import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package, whether run from `dist/` or from `src/`. */
function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}

/** Runs of this repository's own demo, which happen inside the template, are no part of it. */
const runs = /^\.promptops\//;

/** Files below `templates/<name>` of this package by relative path, sorted by code point. */
export async function readTemplates(name: string): Promise<ReadonlyMap<string, string>> {
  const top = path.join(packageRoot(), 'templates', name);
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !runs.test(file))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(top, file), 'utf8')));
  return new Map(files.map((file, index) => [file, texts[index] ?? '']));
}

/** One of the published schemas: `report-test`. Throws where there is none of that name. */
export async function readPublishedSchema(name: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(packageRoot(), 'schemas', `${name}.schema.json`), 'utf8'));
}

/** The page that HTML reports are shown in, as the build made it. */
export const readPage = (): Promise<string> =>
  readFile(path.join(packageRoot(), 'dist', 'page.html'), 'utf8');

/** The words that start this very program, wherever it is called from. */
export const nodeLine = (): readonly string[] => [
  process.execPath,
  path.join(packageRoot(), 'bin', 'promptops.js'),
];
