import { loadProject, type Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Changes, changesSince } from '../source/changes.ts';
import { findRoot } from '../source/root.ts';
import type { SnapshotTarget } from '../source/snapshot.ts';
import { loadAffected } from './affected.ts';
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
  /** null: whether something changed is not asked. */
  readonly changes: Changes | null;
  load(snapshot: Snapshot): Promise<Project>;
  /** What a reader of the report must know. */
  notes(project: Project): readonly string[];
};

export async function readScope(options: ScopeOptions, context: Context): Promise<LintScope> {
  const { ref = null, since = null, staged = false } = options;
  const select = await selectorsOf(context, options.paths);
  const target = staged ? ({ index: true } as const) : ref;
  if (!staged && since === null) {
    return { target, changes: null, load: (snapshot) => loadProject(snapshot, { select }), notes: () => [] };
  }
  const changes = await changesSince(await findRoot(context.cwd), since, target);
  return {
    target,
    changes,
    load: (snapshot) => loadAffected(snapshot, changes, select),
    notes: (project) => [noteOf(project, changes, since)],
  };
}

function noteOf({ prompts, ids }: Project, { base }: Changes, since: string | null): string {
  const what =
    since === null
      ? 'is staged'
      : `changed since "${since}"${base === null ? '' : ` (${base.slice(0, 10)})`}`;
  if (prompts.length === 0) return `Nothing to check: no prompt depends on what ${what}.`;
  return `Checked: ${prompts.length} of ${ids.length} prompts, those that depend on what ${what}.`;
}
