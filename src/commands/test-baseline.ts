import { type BasePlan, planBase } from '../evals/comparison/base-plan.ts';
import type { Plan } from '../evals/plan.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { PoolOptions } from '../providers/provider-pool.ts';
import { resolveComparison } from '../source/comparison.ts';
import type { Root } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';
import type { Context } from './context.ts';
import { baseRecordings } from './test-providers.ts';

/** What a run is compared with: the same cases as they stood at a commit, and their recordings there. */
export type Baseline = {
  readonly name: string;
  readonly commit: string | null;
  readonly notes: readonly string[];
  readonly plan: BasePlan;
  /** Answers there are read from git's objects; only what is missing is asked for. */
  readonly recordings: Partial<PoolOptions['recordings']>;
};

export type BaselineOptions = {
  /** A ref; true: where this branch parted from the default branch. */
  readonly baseline: string | true;
  readonly ref: string | undefined;
};

type Ground = {
  readonly root: Root;
  readonly project: Project;
  readonly plan: Plan;
  readonly replay: string;
  readonly env: Context['env'];
};

/**
 * Chooses the base as every comparing command does, puts its cases beside those of the plan, and closes what stands
 * behind it when `use` is done. Asks nobody.
 */
export async function withBaseline<Result>(
  { root, project, plan, replay, env }: Ground,
  { baseline, ref }: BaselineOptions,
  use: (baseline: Baseline) => Promise<Result>,
): Promise<Result> {
  const chosen = await resolveComparison(
    root,
    { base: baseline === true ? undefined : baseline, head: ref },
    { env, configuredBase: async () => project.config.base },
  );
  const snapshot = await readSnapshot(root, chosen.base);
  try {
    const there = await loadNamesake(snapshot, project);
    return await use({
      name: chosen.baseName,
      commit: 'commit' in chosen.base ? chosen.base.commit : null,
      notes: chosen.notes,
      plan: await planBase(plan, project, { project: there, snapshot }),
      recordings: { mode: replay === 'strict' ? 'strict' : 'auto', ...baseRecordings(snapshot, there) },
    });
  } finally {
    await snapshot.close();
  }
}

/** The prompts of a project as another snapshot has them, under the names they have or had. */
function loadNamesake(snapshot: Snapshot, { prompts }: Project): Promise<Project> {
  const names = new Set(prompts.flatMap(({ id, aliases }) => [id, ...aliases]));
  return loadProject(snapshot, { only: ({ id }) => names.has(id) });
}
