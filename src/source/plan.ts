import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import { codeOf, diskError, lookAt, removeQuietly, temporaryName } from './disk.ts';
import type { Root } from './root.ts';
import { writablePath } from './write-path.ts';

/** What happens to a file that is there already. */
export type OnExisting = 'keep' | 'replace';

export type PlannedFile = {
  /** Relative to the project root. */
  readonly path: string;
  /** null: the file goes. */
  readonly content: string | Uint8Array | null;
  /** Permissions, such as 0o755; the system's default when absent. */
  readonly mode?: number;
  /** The plan's when absent. */
  readonly onExisting?: OnExisting;
};

/** Files of the project a command wants written. */
export type Plan = { readonly files: readonly PlannedFile[]; readonly onExisting?: OnExisting };

export type Applied = {
  /** Files created or replaced, in the order of the plan. */
  readonly written: readonly string[];
  /** Of these, the ones that stood there before. */
  readonly replaced: readonly string[];
  /** Files that were there and stay as they are, or already had this content. */
  readonly kept: readonly string[];
};

type Target = { readonly planned: PlannedFile; readonly file: string };

/**
 * Writes all files or none: each into a temporary file first, then all are renamed; a failure puts back what was.
 * Links and paths outside the repository are refused before anything is written. `dryRun` only says what would happen.
 */
export async function applyPlan(root: Root, plan: Plan, { dryRun = false } = {}): Promise<Applied> {
  const targets = plan.files.map((planned) => ({ planned, file: writablePath(root, planned.path) }));
  refuseTwice(targets.map(({ file, planned }) => ({ file, shown: planned.path })));
  const wanted = targets.filter(({ planned, file }) =>
    lookAt(file) === null ? planned.content !== null : isReplaced(plan, planned, file),
  );
  const replaced = wanted.filter(({ file }) => lookAt(file) !== null);
  const written = dryRun ? wanted : writeAll(wanted);
  const paths = (some: readonly Target[]) => some.map(({ planned }) => planned.path);
  const kept = targets.filter((target) => !written.some(({ file }) => file === target.file));
  return { written: paths(written), replaced: paths(replaced), kept: paths(kept) };
}

function refuseTwice(files: readonly { readonly file: string; readonly shown: string }[]): void {
  const seen = new Set<string>();
  for (const { file, shown } of files) {
    if (seen.has(file)) throw new PromptopsError('usage', `"${shown}" would be written twice.`);
    seen.add(file);
  }
}

function isReplaced(plan: Plan, planned: PlannedFile, file: string): boolean {
  if ((planned.onExisting ?? plan.onExisting ?? 'keep') === 'keep') return false;
  return planned.content === null || !Buffer.from(planned.content).equals(readFileSync(file));
}

/** Returns what was written: all of it but files somebody else created meanwhile. */
function writeAll(targets: readonly Target[]): readonly Target[] {
  const undo: (() => void)[] = [];
  const backups: string[] = [];
  let at = '';
  try {
    const steps = targets.map((target) => {
      at = target.planned.path;
      return { target, temporary: prepare(target, undo) };
    });
    const written = steps.filter(({ target, temporary }) => {
      at = target.planned.path;
      return putInPlace(target.file, temporary, { undo, backups });
    });
    backups.forEach(removeQuietly);
    return written.map(({ target }) => target);
  } catch (error) {
    for (const each of undo.reverse()) quietly(each);
    throw diskError('write', at, error);
  }
}

/** What the disk refuses on the way back must not hide why we are going back. */
function quietly(step: () => void): void {
  try {
    step();
  } catch {
    // Nothing more can be done.
  }
}

/** The temporary file with the new content; null: there is to be none. */
function prepare({ planned, file }: Target, undo: (() => void)[]): string | null {
  if (planned.content === null) return null;
  makeFolder(path.dirname(file), undo);
  const temporary = temporaryName(file);
  undo.push(() => removeQuietly(temporary));
  writeFileSync(temporary, planned.content, { flag: 'wx' });
  if (planned.mode !== undefined) chmodSync(temporary, planned.mode);
  return temporary;
}

type Trail = { readonly undo: (() => void)[]; readonly backups: string[] };

/** False: somebody else created the file meanwhile, and theirs stays. */
function putInPlace(file: string, temporary: string | null, { undo, backups }: Trail): boolean {
  const found = lookAt(file);
  if (!found) return temporary !== null && createNew(file, temporary, undo);
  const backup = temporaryName(file);
  if (temporary !== null) chmodSync(temporary, found.mode & 0o7777);
  renameSync(file, backup);
  backups.push(backup);
  undo.push(() => renameSync(backup, file));
  if (temporary !== null) renameSync(temporary, file);
  return true;
}

/** A hard link refuses to replace, which a rename does not. */
function createNew(file: string, temporary: string, undo: (() => void)[]): boolean {
  try {
    linkSync(temporary, file);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'EEXIST') {
      removeQuietly(temporary);
      return false;
    }
    if (!withoutLinks.has(code)) throw error;
    renameSync(temporary, file);
  }
  undo.push(() => removeQuietly(file));
  removeQuietly(temporary);
  return true;
}

/** What file systems that know no hard links answer. */
const withoutLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
]);

/** Makes missing folders one by one, so that a failure removes exactly these. */
function makeFolder(folder: string, undo: (() => void)[]): void {
  if (lookAt(folder)) return;
  makeFolder(path.dirname(folder), undo);
  try {
    mkdirSync(folder);
    undo.push(() => rmdirSync(folder));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
