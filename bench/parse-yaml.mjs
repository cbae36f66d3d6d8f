// Run as a program: parses every YAML file below a folder with `yaml` alone, the baseline of `npm run bench many`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';

const folder = process.argv[2] ?? '.';
let files = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const document = parseDocument(readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  if (document.errors.length > 0) throw document.errors[0];
  files += document.toJS() === null ? 0 : 1;
}
console.log(files);
