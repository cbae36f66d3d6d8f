import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunScript, ScriptAnswer } from '../evals/script-answer.ts';
import { createResolver } from './regular-file.ts';
import type { Root } from './root.ts';

const limits = { seconds: 10, bytes: 1 << 20, memoryMb: 256 };

/**
 * What runs in the child: reads `{ url, input }`, calls the file's default export, writes one JSON answer to descriptor
 * 3. As a string, so that a bundle needs no second file. What a script prints goes nowhere.
 */
const runner = `
const { readFileSync, writeSync } = require('node:fs');
(async () => {
  const { url, input } = JSON.parse(readFileSync(0, 'utf8'));
  let answer;
  try {
    const grade = (await import(url)).default;
    if (typeof grade !== 'function') throw new Error('Its default export is no function.');
    answer = { value: await grade(input.output, input) };
  } catch (error) {
    answer = { error: String(error && error.message || error) };
  }
  const bytes = Buffer.from(JSON.stringify(answer));
  for (let at = 0; at < bytes.length; ) at += writeSync(3, bytes, at);
  process.exit(0);
})();
`;

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/**
 * Runs files of the project, each call in a process of its own: no environment, files readable in the script's folder
 * alone, no child process, worker or add-on, 10 seconds, 256 MB of heap, an answer of at most 1 MiB. Node's permission
 * model leaves the network open. As many at a time as there are cores.
 */
export function scriptRunner(root: Root): RunScript {
  const resolve = createResolver(root);
  const turn = createTurns(availableParallelism());
  return (projectPath, input, signal) => {
    const file = resolve(projectPath);
    if (file === null) return Promise.resolve(failed(`There is no file "${projectPath}".`));
    return turn(() => runOnce(file, JSON.stringify({ url: pathToFileURL(file).href, input }), signal));
  };
}

function runOnce(file: string, input: string, signal: AbortSignal): Promise<ScriptAnswer> {
  if (signal.aborted) return Promise.resolve(failed('It was called off.'));
  const folder = path.dirname(file);
  const flags = [permission, `--allow-fs-read=${path.join(folder, '*')}`, '--no-warnings'];
  const child = spawn(
    process.execPath,
    [...flags, `--max-old-space-size=${limits.memoryMb}`, '--eval', runner],
    {
      cwd: folder,
      env: {},
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
      timeout: limits.seconds * 1000,
      killSignal: 'SIGKILL',
      signal,
      windowsHide: true,
    },
  );
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bytes) chunks.push(chunk);
      else child.kill('SIGKILL');
    });
    child.on('error', (error) => resolve(failed(`It could not be run: ${error.message}.`)));
    // One that ends before it has read everything closes its end.
    child.stdin?.on('error', () => {});
    child.on('close', (code, killedBy) => {
      if (size > limits.bytes) resolve(failed('Its answer is larger than 1 MiB.'));
      else if (killedBy === 'SIGKILL')
        resolve({
          ok: false,
          problem: 'script-timeout',
          message: `It took longer than ${limits.seconds} s.`,
        });
      else resolve(readAnswer(Buffer.concat(chunks).toString('utf8'), code));
    });
    child.stdin?.end(input);
  });
}

function readAnswer(text: string, code: number | null): ScriptAnswer {
  if (text === '') return failed(`It ended with exit code ${code} and no answer.`);
  try {
    const { value, error } = JSON.parse(text) as { readonly value?: unknown; readonly error?: unknown };
    return error === undefined ? { ok: true, value } : failed(String(error));
  } catch {
    return failed('Its answer is not JSON.');
  }
}

const failed = (message: string): ScriptAnswer => ({ ok: false, problem: 'script-failed', message });

/** At most so many at a time, in the order they came. */
function createTurns(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
