import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createFolder } from '../helpers/repository.ts';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Bundles code that imports from `../../src/…` into a script that plain node runs: for tests that need real processes. */
export async function buildScript(code: string): Promise<string> {
  const outfile = path.join(createFolder(), 'script.mjs');
  const banner =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    stdin: { contents: code, resolveDir: here, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    banner: { js: banner },
    logLevel: 'silent',
  });
  return outfile;
}

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a script to its end. */
export async function runScript(script: string, args: readonly string[], shell = ''): Promise<Ended> {
  return ended(startScript(script, args, shell));
}

/** Starts a script; `shell` is put before it, such as `ulimit -f 1;`. */
export function startScript(script: string, args: readonly string[], shell = ''): ChildProcess {
  const command = `${shell} exec "$0" "$@"`;
  return spawn('sh', ['-c', command, process.execPath, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout?.on('data', (piece) => out.push(String(piece)));
  child.stderr?.on('data', (piece) => err.push(String(piece)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout: out.join(''), stderr: err.join('') };
}
