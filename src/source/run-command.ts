import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { CommandAnswer, ProjectCommand, RunCommand } from '../evals/command-answer.ts';
import { createResolver } from './regular-file.ts';
import type { Root } from './root.ts';

const limits = { stdout: 4 << 20, stderr: 4096 };

/**
 * Runs files of the project as programs, in the project's folder and without a shell: JavaScript through this Node,
 * everything else as the file's first line says. The environment is what it is given; the answer is at most 4 MiB. A
 * command that is called off is killed with all it has started.
 */
export function commandRunner(root: Root): RunCommand {
  const resolve = createResolver(root);
  return async (command, input, signal) => {
    const file = resolve(command.path);
    if (file === null) return failed(`There is no file "${command.path}".`);
    return signal.aborted ? failed('It was called off.') : runOnce(file, command, root.root, input, signal);
  };
}

function runOnce(
  file: string,
  { args, env }: ProjectCommand,
  cwd: string,
  input: string,
  signal: AbortSignal,
): Promise<CommandAnswer> {
  const [program, before] = /\.[cm]?js$/.test(file) ? [process.execPath, [file]] : [file, []];
  const child = spawn(program, [...before, ...args], {
    cwd,
    env: { ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  return new Promise((resolve) => {
    const stdout = collect(child, 'stdout', limits.stdout, () => killGroup(child));
    const stderr = collect(child, 'stderr', limits.stderr, () => {});
    const stop = () => killGroup(child);
    signal.addEventListener('abort', stop, { once: true });
    const end = (answer: CommandAnswer): void => {
      signal.removeEventListener('abort', stop);
      resolve(answer);
    };
    child.on('error', (error) => end(failed(startProblem(path.relative(cwd, file), error))));
    // One that ends before it has read everything closes its end.
    child.stdin.on('error', () => {});
    child.on('close', (code, killedBy) => {
      if (stdout.isOver()) end(failed('Its answer is larger than 4 MiB.'));
      else if (signal.aborted) end(failed('It was called off.'));
      else if (code === 0) end(readAnswer(stdout.bytes()));
      else end(failed(endProblem(code, killedBy, stderr.bytes().toString('utf8'))));
    });
    child.stdin.end(input);
  });
}

/** The first bytes of an output, up to a limit. */
function collect(child: ChildProcess, name: 'stdout' | 'stderr', limit: number, onOver: () => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  child[name]?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else onOver();
  });
  return { isOver: () => size > limit, bytes: () => Buffer.concat(chunks) };
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function readAnswer(bytes: Buffer): CommandAnswer {
  try {
    return { ok: true, stdout: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return failed('Its answer is not UTF-8.');
  }
}

function startProblem(name: string, error: Error): string {
  const isBarred = 'code' in error && error.code === 'EACCES';
  return isBarred ? `It is not executable: chmod +x ${name}.` : `It could not be started: ${error.message}.`;
}

function endProblem(code: number | null, killedBy: string | null, stderr: string): string {
  const how = code === null ? `It was ended by ${killedBy}` : `It ended with exit code ${code}`;
  const said = stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return said === '' ? `${how}.` : `${how}: ${said}`;
}

const failed = (message: string): CommandAnswer => ({ ok: false, message });
