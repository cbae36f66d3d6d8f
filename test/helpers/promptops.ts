import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const bin = path.join(repository, 'bin/promptops.js');

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Environment without keys, colours or CI, so that a test says itself what is set. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SYSTEMROOT'];
  const base = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  return { ...base, ...extra };
}

/** Runs the built command line as a user would, and waits for it. */
export function promptops(
  args: readonly string[],
  options: { cwd: string; env?: Readonly<Record<string, string>>; node?: readonly string[] },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(options.node ?? []), bin, ...args], {
      cwd: options.cwd,
      env: cleanEnvironment(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: Buffer[][] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout?.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr?.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code,
        stdout: Buffer.concat(stdout ?? []).toString(),
        stderr: Buffer.concat(stderr ?? []).toString(),
      }),
    );
  });
}

/** A new empty folder outside any repository. */
export const emptyFolder = (): string => realpathSync(mkdtempSync(path.join(tmpdir(), 'promptops-e2e-')));

/** A fresh copy of the starter project, as `init` makes it. */
export function starterFolder(): string {
  const folder = emptyFolder();
  cpSync(path.join(repository, 'templates/project'), folder, {
    recursive: true,
    filter: (source) => !source.includes('.promptops'),
  });
  return folder;
}

export const repositoryFolder = repository;
