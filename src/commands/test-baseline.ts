import { type BasePlan, type BaseProject, planBase } from '../evals/comparison/base-plan.ts';
import type { Plan } from '../evals/plan.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { PoolOptions } from '../providers/provider-pool.ts';
import { type Comparison, resolveComparison } from '../source/comparison.ts';
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
  /**
   * What is at hand is all the evidence there will be: a case that fails and did not is broken, and one that has no
   * answer at the base is in no comparison, instead of both being open.
   */
  readonly isFinal?: true;
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
    const base = { project: await loadNamesake(snapshot, project), snapshot };
    return await use(await putBeside({ project, plan, replay }, base, chosen));
  } finally {
    await snapshot.close();
  }
}

/** The cases of a plan as they stand at a base that is read already. */
export async function putBeside(
  { project, plan, replay }: Pick<Ground, 'project' | 'plan' | 'replay'>,
  base: BaseProject,
  { baseName, base: target, notes }: Pick<Comparison, 'baseName' | 'base' | 'notes'>,
): Promise<Baseline> {
  return {
    name: baseName,
    commit: 'commit' in target ? target.commit : null,
    notes,
    plan: await planBase(plan, project, base),
    recordings: {
      mode: replay === 'strict' ? 'strict' : 'auto',
      ...baseRecordings(base.snapshot, base.project),
    },
  };
}

/** The prompts of a project as another snapshot has them, under the names they have or had. */
function loadNamesake(snapshot: Snapshot, { prompts }: Project): Promise<Project> {
  const names = new Set(prompts.flatMap(({ id, aliases }) => [id, ...aliases]));
  return loadProject(snapshot, { only: ({ id }) => names.has(id) });
}
