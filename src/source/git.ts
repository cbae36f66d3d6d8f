import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';
import type { SimpleGit } from 'simple-git';
import { PromptopsError } from '../errors.ts';
import type { Root } from './root.ts';

/**
 * A clone's own configuration may name programs (a file-system monitor, a pager, hooks) that git starts by itself.
 * None of ours is allowed to: reading a prompt must not run what somebody else put into `.git/config`.
 */
const hardening = ['core.fsmonitor=false', `core.hooksPath=${devNull}`, 'core.untrackedCache=false'];

/** What git needs of the environment. Everything else, `GIT_DIR` and `GIT_EXTERNAL_DIFF` included, stays outside. */
const passed =
  /^(PATH|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|SYSTEMROOT|COMSPEC|PATHEXT|TEMP|TMP|TMPDIR|XDG_CONFIG_HOME|GIT_CONFIG_NOSYSTEM|GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|GIT_OBJECT_DIRECTORY|GIT_ALTERNATE_OBJECT_DIRECTORIES|GIT_QUARANTINE_PATH)$/i;

/** Environment of our git processes: hooks set the index and quarantine and are obeyed; nothing is fetched, asked or locked. */
export function gitEnvironment(repository: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => passed.test(name));
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])),
    ...indexFile(repository),
    ...safeDirectories(),
    // Git finds the repository we found, not another one above it, and checks whose it is.
    GIT_CEILING_DIRECTORIES: path.dirname(repository),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    // An id stands for what it is the hash of, whatever refs/replace puts in its place.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
  };
}

/**
 * The index a hook names. Git gives it relative to the top of the repository, where hooks start; a hook may have gone
 * into the project's folder since.
 */
function indexFile(repository: string): Record<string, string> {
  const named = process.env['GIT_INDEX_FILE'];
  if (!named) return {};
  const here = path.resolve(named);
  return { GIT_INDEX_FILE: existsSync(here) ? here : path.resolve(repository, named) };
}

/** `safe.directory` is what CI images set through the environment; the rest of it is not ours to obey. */
function safeDirectories(): Record<string, string> {
  const count = Number(process.env['GIT_CONFIG_COUNT'] ?? 0) || 0;
  const values: string[] = [];
  for (let index = 0; index < Math.min(count, 1_000); index += 1) {
    if (process.env[`GIT_CONFIG_KEY_${index}`]?.toLowerCase() !== 'safe.directory') continue;
    values.push(process.env[`GIT_CONFIG_VALUE_${index}`] ?? '');
  }
  if (values.length === 0) return {};
  const pairs = values.flatMap((value, index) => [
    [`GIT_CONFIG_KEY_${index}`, 'safe.directory'] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return { GIT_CONFIG_COUNT: String(values.length), ...Object.fromEntries(pairs) };
}

/** simple-git in a repository: for short questions that nobody waits for at every start, such as settings and names of refs. Loaded when first asked. */
export async function openGit(repository: string, config: readonly string[] = []): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  const environment = gitEnvironment(repository);
  return simpleGit({
    baseDir: repository,
    config: [...hardening, ...config],
    // Its default waits 50 ms after every command.
    completion: { onClose: true, onExit: false },
    // Without it a command that fails in silence resolves with ''.
    errors: (error, { exitCode, stdErr }) =>
      error ??
      (exitCode === 0
        ? undefined
        : new Error(Buffer.concat(stdErr).toString().trim() || `exit code ${exitCode}`)),
    // The arguments are ours alone: these guards would refuse the very settings that keep a clone's programs out.
    unsafe: {
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeFilter: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
    },
    allowEnvironment: Object.keys(environment),
  }).env(environment);
}

/** Starts git for what streams: many objects, or one larger than memory. `env` is set over the usual one. */
export function spawnGit(
  repository: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const settings = hardening.flatMap((setting) => ['-c', setting]);
  return spawn('git', ['--no-pager', ...settings, ...args], {
    cwd: repository,
    env: { ...gitEnvironment(repository), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

/** Standard output of one git command, which may be given a text to read and more of an environment. */
export async function runGit(
  repository: string,
  args: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Buffer> {
  const child = spawnGit(repository, args, env);
  // One that fails at once reads nothing; what it says is heard below.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const [out, failed] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    finished(child),
  ]).then(
    ([stdout, stderr, code]) => [stdout, code === 0 ? null : stderr.toString()] as const,
    (error: unknown) => Promise.reject(gitError(error)),
  );
  if (failed !== null) throw gitError(new Error(failed.trim() || `git ${args[0]} failed`));
  return out;
}

/** Exit code of a child; rejects when it cannot be started. */
export function finished(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

export async function collect(stream: NodeJS.ReadableStream | null): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream ?? []) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

/** What git said, with what to do about the two refusals people meet. */
export function gitError(error: unknown): PromptopsError {
  if (error instanceof PromptopsError) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (/ENOENT/.test(said)) {
    return new PromptopsError('git', 'Git is not installed, or not on the PATH.', {
      hint: 'Install git.',
      cause: error,
    });
  }
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const first = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0] ?? said;
  const more = /dubious ownership/.test(said)
    ? { hint: 'The repository belongs to another user: git config --global --add safe.directory <folder>' }
    : {};
  return new PromptopsError('git', `Git failed: ${first.replace(/^(fatal|error): /, '')}`, {
    ...more,
    cause: error,
  });
}

/** The repository of a root; without one, what needs git is refused as a bad ref. `ref`: as it was typed; null: none was. */
export function repositoryOf(root: Root, ref: string | null): string {
  if (root.repository !== null) return root.repository;
  const problem = `"${root.root}" is not in a git repository.`;
  const hint = 'Run "git init" and commit the project';
  throw ref === null
    ? new PromptopsError('bad-ref', problem, { hint: `${hint}.` })
    : new PromptopsError('bad-ref', `"${ref}" cannot be read: ${problem}`, {
        hint: `${hint}, or leave the ref out.`,
      });
}
