import { createHash } from 'node:crypto';
import { readFileSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { PromptopsError } from '../errors.ts';
import { codeOf, diskError, lookAt, removeQuietly } from './disk.ts';
import type { Root } from './root.ts';
import { statePath } from './write-path.ts';

/** Who holds a lock. `started` tells a process from a later one with the same id, where the system says. */
type Holder = { readonly pid: number; readonly host: string; readonly started: string | null };

/** A lock that is held. */
export type Lock = {
  /** Says that the holder lives, for other machines on the same disk. */
  touch(): void;
  release(): void;
};

/** Another machine's lock nobody touched for this long, and any lock without a readable holder after the shorter time. */
const foreignStaleMs = 60_000;
const unreadableStaleMs = 10_000;
const patienceMs = 30_000;

/** Runs `use` while no other process or call holds the lock of this name; waits for it at most 30 s. */
export async function withLock<Result>(
  root: Root,
  name: string,
  use: () => Result | Promise<Result>,
): Promise<Result> {
  const file = statePath(
    root,
    'locks',
    `${createHash('sha256').update(name).digest('hex').slice(0, 24)}.lock`,
  );
  const since = Date.now();
  for (;;) {
    const lock = tryLock(file, name);
    if ('release' in lock) {
      try {
        return await use();
      } finally {
        lock.release();
      }
    }
    if (Date.now() - since > patienceMs) throw stillLocked(name, file, lock);
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 15));
  }
}

/** Takes a lock file now, or says who holds it. What a dead process left is taken over. */
export function tryLock(file: string, shown: string): Lock | { readonly heldBy: Holder | null } {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, JSON.stringify(me()), { flag: 'wx' });
      return heldLock(file);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        removeIfOurs(file);
        throw diskError('lock', shown, error);
      }
    }
    const holder = readHolder(file);
    if (!isStale(file, holder)) return { heldBy: holder };
    breakLock(file);
  }
  return { heldBy: readHolder(file) };
}

const heldLock = (file: string): Lock => ({
  touch() {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // It only keeps other machines patient.
    }
  },
  release: () => removeQuietly(file),
});

function stillLocked(
  name: string,
  file: string,
  { heldBy }: { readonly heldBy: Holder | null },
): PromptopsError {
  const who = heldBy ? `process ${heldBy.pid} on ${heldBy.host}` : 'another process';
  return new PromptopsError('disk', `"${name}" is locked by ${who}.`, {
    hint: `Wait for it to end; if it is gone, delete "${file}".`,
  });
}

const me = (): Holder => ({ pid: process.pid, host: hostname(), started: startOf(process.pid) });

function readHolder(file: string): Holder | null {
  try {
    const { pid, host, started } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string'
      ? { pid, host, started: started ?? null }
      : null;
  } catch {
    return null;
  }
}

function isStale(file: string, holder: Holder | null): boolean {
  const age = Date.now() - (lookAt(file)?.mtimeMs ?? Date.now());
  if (holder === null) return age > unreadableStaleMs;
  if (holder.host !== hostname()) return age > foreignStaleMs;
  if (!isAlive(holder.pid)) return true;
  const started = startOf(holder.pid);
  return holder.started !== null && started !== null && holder.started !== started;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** When a process started, in clock ticks since boot (Linux); null elsewhere. Ids are used again, in containers soon. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** One breaker at a time, and it looks again: a lock taken by somebody else in the meantime stays. */
function breakLock(file: string): void {
  const breaking = `${file}.break`;
  try {
    writeFileSync(breaking, '', { flag: 'wx' });
  } catch {
    const age = Date.now() - (lookAt(breaking)?.mtimeMs ?? Date.now());
    if (age > unreadableStaleMs) removeQuietly(breaking);
    return;
  }
  try {
    if (isStale(file, readHolder(file))) unlinkSync(file);
  } catch {
    // Somebody released it first.
  } finally {
    removeQuietly(breaking);
  }
}

/** A full disk leaves an empty lock file behind. */
function removeIfOurs(file: string): void {
  const found = lookAt(file);
  if (found?.isFile() && found.size === 0) removeQuietly(file);
}
