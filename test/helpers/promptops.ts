import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const bin = path.join(repository, 'bin/promptops.js');

export type Ran = {
  readonly code: number | null;
  /** The signal that ended it; null when it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Running = {
  /** What it has written to stderr by now. */
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ran>;
};

type RunOptions = { cwd: string; env?: Readonly<Record<string, string>>; node?: readonly string[] };

/** Environment without keys, colours or CI, so that a test says itself what is set. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SYSTEMROOT'];
  const base = Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  return { ...base, ...extra };
}

/** Runs the built command line as a user would, and waits for it. */
export const promptops = (args: readonly string[], options: RunOptions): Promise<Ran> =>
  startPromptops(args, options).ended;

/** Starts the built command line, for tests that do something to it while it runs. */
export function startPromptops(args: readonly string[], { cwd, env, node = [] }: RunOptions): Running {
  const child = spawn(process.execPath, [...node, bin, ...args], {
    cwd,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
  return {
    stderr: () => Buffer.concat(stderr).toString(),
    kill: (signal) => void child.kill(signal),
    ended,
  };
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
