import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from 'chokidar';
import { PromptopsError } from '../errors.ts';
import { codeOf } from './disk.ts';
import type { Root } from './root.ts';
import { isSkipped } from './worktree.ts';

/** Watches the files of a project. */
export type FileWatch = {
  /** Watches these as well, relative to the root: what a project reads from above it. */
  add(paths: readonly string[]): void;
  /**
   * Files that changed, came or went since it was last asked, relative to the root, as soon as there are some and no
   * more follow for a moment; null once the signal is aborted. Throws `disk` when files cannot be watched.
   */
  next(): Promise<ReadonlySet<string> | null>;
  close(): Promise<void>;
};

/** An editor writes a file in several steps, and a branch that is checked out is many files. */
const quietMs = 100;

/** Resolves once no change is missed. Links are not followed: what they lead to may be no part of the project. */
export async function watchFiles({ root }: Root, signal: AbortSignal): Promise<FileWatch> {
  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const changed = new Set<string>();
  let failure: unknown = null;
  let lastAt = 0;
  let wake = (): void => {};
  const watcher = watch(root, {
    ignored: (file) => relative(file).split('/').some(isSkipped),
    ignoreInitial: true,
    followSymlinks: false,
  });
  watcher.on('all', (event, file) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    changed.add(relative(file));
    lastAt = Date.now();
    wake();
  });
  watcher.on('error', (error) => {
    failure ??= error;
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  const until = (isHere: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      wake = () => void (isHere() && resolve());
      wake();
    });
  const isStopped = (): boolean => signal.aborted || failure !== null;
  let ready = false;
  watcher.on('ready', () => {
    ready = true;
    wake();
  });
  await until(() => ready || isStopped());
  return {
    add: (paths) => void watcher.add(paths.map((each) => path.join(root, each))),
    async next() {
      await until(() => changed.size > 0 || isStopped());
      for (let left = quietMs; left > 0 && !isStopped(); left = lastAt + quietMs - Date.now())
        await sleep(left);
      if (failure !== null) throw unwatchable(failure);
      if (signal.aborted) return null;
      const paths = new Set(changed);
      changed.clear();
      return paths;
    },
    close: () => watcher.close(),
  };
}

/** The system keeps a list of what is watched, and it is that list that has no space left. */
function unwatchable(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  const why = code === 'ENOSPC' || code === 'EMFILE' ? 'the system watches too many files already' : code;
  return new PromptopsError('disk', `The files of the project cannot be watched: ${why}.`, { cause: error });
}
