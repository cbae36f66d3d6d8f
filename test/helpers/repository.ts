import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path → content of a commit or folder; null removes the file. Files a commit does not name stay as they are. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

export type TestRepository = {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Ids of the commits, oldest first. */
  readonly commits: readonly string[];
  /** Runs git here, without anybody's configuration, and returns its standard output without the last line break. */
  git(...args: readonly string[]): string;
  /** Writes into the worktree, uncommitted. */
  write(files: Files): void;
  /** Writes and commits; returns the new commit's id. */
  commit(files: Files, message?: string): string;
};

const folderPrefix = 'promptops-test-';

/** A temporary folder, removed when the test ends. Made in a `beforeAll`, it needs `removeFolder` in an `afterAll`. */
export function createFolder(files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), folderPrefix)));
  removeLater(folder);
  writeFiles(folder, files);
  return folder;
}

/** A real repository on branch `main`, one commit per entry, with fixed author and dates: the same ids every time. */
export function createRepository(
  commits: readonly Files[],
  options: { readonly objectFormat?: 'sha1' | 'sha256' } = {},
): TestRepository {
  const path = createFolder();
  const ids: string[] = [];
  const git = (...args: readonly string[]): string => runGit(path, args, ids.length);
  git('init', '--quiet', '--initial-branch=main', `--object-format=${options.objectFormat ?? 'sha1'}`);
  git('config', 'core.autocrlf', 'false');
  const commit = (files: Files, message = `Commit ${ids.length + 1}`): string => {
    writeFiles(path, files);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--no-verify', '--message', message);
    const id = git('rev-parse', 'HEAD');
    ids.push(id);
    return id;
  };
  for (const files of commits) commit(files);
  return { path, commits: ids, git, write: (files) => writeFiles(path, files), commit };
}

/** The environment git runs in: nobody's configuration, a fixed author, one minute between commits. */
export function gitEnvironment(minute = 0): NodeJS.ProcessEnv {
  const date = new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
    GIT_COMMITTER_DATE: date,
  };
}

/** Runs git in a folder with {@link gitEnvironment}. */
export function runGit(cwd: string, args: readonly string[], minute = 0): string {
  const fixed = ['-c', 'commit.gpgsign=false', '-c', 'tag.gpgsign=false', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...fixed, ...args], {
    cwd,
    env: gitEnvironment(minute),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  }).replace(/\r?\n$/, '');
}

/** Writes files below a folder; null removes. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    if (content === null) {
      rmSync(target, { recursive: true, force: true });
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    if (path.endsWith('.sh')) chmodSync(target, 0o755);
  }
}

function removeLater(folder: string): void {
  try {
    onTestFinished(() => removeFolder(folder));
  } catch {
    // Made in a `beforeAll`: it stays for the suite, and a later run sweeps it.
    sweep();
  }
}

/** For what a `beforeAll` made: `afterAll(() => removeFolder(repository.path))`. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function sweep(): void {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (!name.startsWith(folderPrefix)) continue;
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? hourAgo) < hourAgo) removeFolder(path);
  }
}
