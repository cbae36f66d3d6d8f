// Runs a piece of TypeScript of this repository in a script: bundled into a temporary file, and loaded from there.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** What `contents`, a module whose imports start at the top of the repository, exports. */
export async function loadSource(contents) {
  const folder = mkdtempSync(path.join(tmpdir(), 'promptops-source-'));
  const outfile = path.join(folder, 'source.cjs');
  await build({
    stdin: { contents, resolveDir: repository, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const loaded = createRequire(import.meta.url)(outfile);
  rmSync(folder, { recursive: true });
  return loaded;
}
