import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import type { Journal } from '../evals/journal.ts';
import { byCodePoint } from '../model/order.ts';
import { codeOf, diskError, writeAtomically } from './disk.ts';
import { type Lock, tryLock } from './lock.ts';
import type { Root } from './root.ts';
import { stateDirectory, stateFolder, statePath } from './write-path.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID: sorts by time, and two runs started in the same millisecond still differ. */
export function newRunId(now: Date): string {
  let id = '';
  let time = now.getTime();
  for (let digit = 0; digit < 10; digit += 1, time = Math.floor(time / 32))
    id = crockford.charAt(time % 32) + id;
  return id + [...randomBytes(16)].map((byte) => crockford.charAt(byte % 32)).join('');
}

/** Starts a run: its folder and an empty journal, which this process alone writes. Throws when the run exists. */
export function createRun(root: Root, id: string): Journal {
  const folder = path.join(stateDirectory(root, 'runs'), checkedId(id));
  try {
    mkdirSync(folder);
    return openJournal(root, id, 'ax');
  } catch (error) {
    throw diskError('write', runPath(id, ''), error);
  }
}

/**
 * Goes on with a run: drops a line that was cut off when the last process died, and appends behind it. Throws
 * `not-found`, and `usage` while another process still writes it.
 */
export function openRun(root: Root, id: string, note: (line: string) => void = () => {}): Journal {
  const file = journalFile(root, id);
  if (!existsSync(file)) throw noRun(root, id);
  const journal = openJournal(root, id, 'a');
  if (dropTornLine(file)) note(`Journal "${journal.path}": the last line was cut off and is dropped.`);
  return journal;
}

function openJournal(root: Root, id: string, flags: 'a' | 'ax'): Journal {
  const lock = lockRun(root, id);
  const shown = runPath(id, 'journal.jsonl');
  try {
    const descriptor = openSync(journalFile(root, id), flags);
    let touched = Date.now();
    return {
      path: shown,
      append(row) {
        appendLine(descriptor, `${JSON.stringify(row)}\n`, shown);
        if (Date.now() - touched < 10_000) return;
        touched = Date.now();
        lock.touch();
      },
      close() {
        closeSync(descriptor);
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw diskError('write', shown, error);
  }
}

function lockRun(root: Root, id: string): Lock {
  const lock = tryLock(statePath(root, 'runs', id, 'lock'), runPath(id, 'lock'));
  if ('release' in lock) return lock;
  const who = lock.heldBy ? ` in process ${lock.heldBy.pid} on ${lock.heldBy.host}` : '';
  throw new PromptopsError('usage', `Run "${id}" is still going${who}.`, {
    hint: 'Wait for it, or start another run.',
  });
}

/** One write(2) a line. What a full disk cut short is taken back, so that the journal ends with a whole line. */
function appendLine(descriptor: number, line: string, shown: string): void {
  const before = fstatSync(descriptor).size;
  try {
    const bytes = Buffer.from(line);
    const count = writeSync(descriptor, bytes);
    if (count < bytes.length)
      throw new PromptopsError('disk', `Cannot write "${shown}": no space is left on the disk.`);
  } catch (error) {
    try {
      ftruncateSync(descriptor, before);
    } catch {
      // The next reader drops the torn line.
    }
    throw diskError('write', shown, error);
  }
}

/** Cuts the file behind its last line break; true when there was something to cut. */
function dropTornLine(file: string): boolean {
  const descriptor = openSync(file, 'r+');
  try {
    const { size } = fstatSync(descriptor);
    const piece = Buffer.alloc(1 << 16);
    for (let end = size; end > 0; end -= piece.length) {
      const start = Math.max(0, end - piece.length);
      const count = readSync(descriptor, piece, 0, end - start, start);
      const at = piece.subarray(0, count).lastIndexOf(10);
      if (at < 0) continue;
      if (start + at + 1 < size) ftruncateSync(descriptor, start + at + 1);
      return start + at + 1 < size;
    }
    ftruncateSync(descriptor, 0);
    return size > 0;
  } finally {
    closeSync(descriptor);
  }
}

/** Id of the newest run that has a journal; null when there is none. */
export function latestRun(root: Root): string | null {
  return listRuns(root).at(-1) ?? null;
}

/** Ids of the runs that have a journal, oldest first. */
export function listRuns(root: Root): readonly string[] {
  try {
    return readdirSync(path.join(root.root, stateFolder, 'runs'))
      .filter((id) => idPattern.test(id) && existsSync(journalFile(root, id)))
      .sort(byCodePoint);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
    throw diskError('read', `${stateFolder}/runs`, error);
  }
}

/** Writes `plan.json`, `report.json` and the like into a run's folder, whole or not at all. */
export function writeRunFile(root: Root, id: string, name: string, text: string | Iterable<string>): void {
  writeAtomically(statePath(root, 'runs', checkedId(id), name), text, runPath(id, name));
}

/** A file of a run; null when it was never written. */
export function readRunFile(root: Root, id: string, name: string): string | null {
  const file = path.join(root.root, stateFolder, 'runs', checkedId(id), path.basename(name));
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    throw diskError('read', runPath(id, name), error);
  }
}

const idPattern = /^[0-9A-Za-z][\w-]{0,63}$/;

/** An id comes from the command line: it names a folder and must not lead out of `.promptops/runs`. */
function checkedId(id: string): string {
  if (idPattern.test(id)) return id;
  throw new PromptopsError('usage', `"${id}" is not the id of a run.`, {
    hint: 'Prompts stand before it: promptops test <prompt> --resume',
  });
}

/** Absolute path of a run's journal. */
export const journalFile = (root: Root, id: string): string =>
  path.join(root.root, stateFolder, 'runs', checkedId(id), 'journal.jsonl');

/** How messages call a file of a run. */
export const runPath = (id: string, name: string): string =>
  [stateFolder, 'runs', id, name].filter(Boolean).join('/');

export function noRun(root: Root, id: string): PromptopsError {
  const latest = latestRun(root);
  const hint = latest === null ? 'No run was started here yet.' : `The latest run is "${latest}".`;
  return new PromptopsError('not-found', `There is no run "${id}".`, { hint });
}
