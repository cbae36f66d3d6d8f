import { type Changes, changesSince } from '../source/changes.ts';
import { findRoot } from '../source/root.ts';
import type { SnapshotTarget } from '../source/snapshot.ts';
import type { Context } from './context.ts';
import { selectorsOf } from './open-project.ts';

export type ScopeOptions = {
  readonly paths?: readonly string[];
  readonly ref?: string;
  /** Only what changed since this ref, and what depends on it. */
  readonly since?: string;
  /** The index instead of the worktree, and only what it changes. */
  readonly staged?: boolean;
};

/** Which files are linted, and which of their prompts. */
export type LintScope = {
  readonly target: SnapshotTarget;
  readonly select: readonly string[];
  /** null: whether something changed is not asked. */
  readonly changes: Changes | null;
  /** What a reader of the report must know, where so many prompts of all were checked. */
  notes(checked: number, all: number): readonly string[];
};

export async function readScope(options: ScopeOptions, context: Context): Promise<LintScope> {
  const { ref = null, since = null, staged = false } = options;
  const select = await selectorsOf(context, options.paths);
  const target = staged ? ({ index: true } as const) : ref;
  if (!staged && since === null) return { target, select, changes: null, notes: () => [] };
  const changes = await changesSince(await findRoot(context.cwd), since, target);
  const notes = (checked: number, all: number) => [noteOf(checked, all, changes, since)];
  return { target, select, changes, notes };
}

function noteOf(checked: number, all: number, { base }: Changes, since: string | null): string {
  const what =
    since === null
      ? 'is staged'
      : `changed since "${since}"${base === null ? '' : ` (${base.slice(0, 10)})`}`;
  if (checked === 0) return `Nothing to check: no prompt depends on what ${what}.`;
  return `Checked: ${checked} of ${all} prompts, those that depend on what ${what}.`;
}
