import { readFileSync } from 'node:fs';
import { canonicalForm } from '../model/canonical-form.ts';
import { defaultFileLimits } from '../model/config.ts';
import { parseYaml } from '../model/yaml-file.ts';

/**
 * What git shows of a prompt or test file once `promptops git install` was run: its canonical form, or the file as it
 * is where it does not parse. Git asks for it blob by blob, with the path of a temporary file whose name ends as the
 * file's own.
 */
export function textconv(path: string): string | Uint8Array {
  const bytes = readFileSync(path);
  const file = parseYaml(path, bytes, defaultFileLimits);
  return canonicalForm(file, path.endsWith('.test.yaml') ? 'test' : 'prompt') ?? bytes;
}
