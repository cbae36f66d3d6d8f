import { diffProjects } from '../diff/diff-projects.ts';
import { buildDiffReport, type DiffReport, type FailOn, type Problem, problemsOf } from '../diff/report.ts';
import { PromptopsError } from '../errors.ts';
import { loadProject, type Project } from '../model/project.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot, type Root } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';

export type DiffOptions = {
  /** What is compared: base and head; the worktree is the head when only one is given. */
  readonly refs?: readonly string[];
  readonly failOn?: FailOn;
  readonly exitCode?: boolean;
};

/** What changed between two versions of the prompts, and whom it concerns. */
export const diffCommand: Command<DiffOptions, DiffReport> = async (options, context) => {
  const [base, head = null, ...more] = options.refs ?? [];
  if (base === undefined || more.length > 0) {
    throw new PromptopsError('usage', `"diff" compares two versions, not ${more.length + (base ? 2 : 0)}.`, {
      hint: 'promptops diff main, or promptops diff v1.0.0 v1.1.0',
    });
  }
  const root = await findRoot(context.cwd);
  const source = readRepository(root);
  const [before, after] = [await projectAt(root, base), await projectAt(root, head)];
  const facts = { today: context.now().toISOString().slice(0, 10) };
  return buildDiffReport({
    diffs: await diffProjects(before.project, after.project, facts),
    compared: { before: base, after: head ?? 'worktree' },
    problems: [...unreadable('before', before.project), ...unreadable('after', after.project)],
    tool,
    source: {
      ...(await source),
      base: before.commit,
      ...(head === null ? {} : { head: after.commit, dirty: false }),
    },
    failOn: options.failOn ?? null,
    exitCode: options.exitCode ?? false,
    notes: [],
  });
};

async function projectAt(
  root: Root,
  ref: string | null,
): Promise<{ readonly project: Project; readonly commit: string | null }> {
  const snapshot = await readSnapshot(root, ref);
  try {
    return { project: await loadProject(snapshot), commit: snapshot.commit };
  } finally {
    await snapshot.close();
  }
}

function unreadable(side: Problem['side'], { faults, prompts }: Project): readonly Problem[] {
  return [
    ...problemsOf(side, null, faults),
    ...prompts.flatMap(({ id, faults: own }) => problemsOf(side, id, own)),
  ];
}
