import { PromptopsError } from '../errors.ts';
import type { Estimate } from '../evals/estimate.ts';
import { type Plan, planRun } from '../evals/plan.ts';
import { allPending, type Pending, readPending } from '../evals/resume.ts';
import type { TestSelection } from '../evals/selection.ts';
import type { ReplayMode, TestDefaults } from '../model/config.ts';
import { findProvider } from '../providers/find-provider.ts';
import { providerFaults } from '../providers/provider-faults.ts';
import { readEnvironment } from '../source/env-file.ts';
import { readJournal } from '../source/journal-file.ts';
import { findRoot } from '../source/root.ts';
import { newRunId } from '../source/runs.ts';
import type { Context } from './context.ts';
import { isCI } from './is-ci.ts';
import { judgesOf } from './judges.ts';
import { type ReportedProject, selectorsOf, withProject } from './open-project.ts';
import type { Baseline } from './test-baseline.ts';
import type { TestProviders } from './test-providers.ts';
import { resumedRun } from './test-resume.ts';

export type TestOptions = {
  /** Ids, globs or file paths; all when empty. */
  readonly prompts?: readonly string[];
  /** Ids or globs of cases. */
  readonly case?: readonly string[];
  readonly tag?: readonly string[];
  readonly model?: readonly string[];
  readonly locale?: readonly string[];
  readonly variant?: readonly string[];
  readonly repeat?: number;
  readonly replay?: ReplayMode;
  /** Calls at the same time. */
  readonly concurrency?: number;
  /** Seconds one call may take. */
  readonly timeout?: number;
  /** US dollars this run may spend. */
  readonly maxCost?: number;
  /** Compare with what stood at this ref; true: where this branch parted from the default branch. */
  readonly baseline?: string | true;
  /** With a baseline: inconclusive fails. */
  readonly strictGate?: boolean;
  /** Go on with this run; `true`: with the last one. Its options hold where none are given. */
  readonly resume?: string | true;
  /** Ask everything anew, show what is other, and replace recordings when somebody agrees. */
  readonly update?: boolean;
  /** Only prompts that changed since this ref, and what depends on what did; true: since the default branch. */
  readonly changed?: string | true;
  /** Only prompts that a change of these files reaches; relative to the root. */
  readonly touched?: readonly string[];
  readonly ref?: string;
};

/** What is known of a run before anything is asked. */
export type Run = {
  readonly opened: ReportedProject;
  readonly plan: Plan;
  readonly options: TestOptions;
  readonly replay: ReplayMode;
  readonly concurrency: number;
  readonly timeout: number;
  /** USD; null: anything may be spent. */
  readonly maxCost: number | null;
  readonly env: Context['env'];
  readonly id: string;
  readonly isResumed: boolean;
  readonly baseline: Baseline | null;
  /** What a reader must know of what was selected. */
  readonly notes: readonly string[];
};

/**
 * Reads the project, plans the run and, where it is compared with something, what stood there; closes what stands
 * behind it when `use` is done. Everything that is wrong with what the user wrote is thrown here.
 */
export async function withRun<Result>(
  given: TestOptions,
  context: Context,
  use: (run: Run) => Promise<Result>,
): Promise<Result> {
  const root = await findRoot(context.cwd);
  const resumed = given.resume === undefined ? null : resumedRun(root, given.resume);
  const { prompts = [], ...flags } = given;
  const typed = prompts.length > 0 ? { ...flags, prompts: await selectorsOf(context, prompts) } : flags;
  const options: TestOptions = { ...resumed?.options, ...typed };
  return withProject(context, { ref: options.ref, select: options.prompts }, async (opened) => {
    const env = await readEnvironment(root, context.env);
    const { project, notes } = await narrowed(opened, options, env);
    const selected = {
      opened: { ...opened, project },
      mayBeEmpty: options.changed !== undefined || options.touched !== undefined,
      isPart: options.touched !== undefined,
      resumed: resumed?.id ?? null,
      notes,
    };
    const work = await prepareTests(selected, options, env, context);
    if (options.baseline === undefined) return use(work);
    const { withBaseline } = await import('./test-baseline.ts');
    const { plan, replay } = work;
    const sides = { root, project, plan, replay, env };
    return withBaseline(sides, { baseline: options.baseline, ref: options.ref }, (baseline) =>
      use({ ...work, baseline }),
    );
  });
}

/** The prompts that are to be tested, parsed. */
type Selected = Pick<TestSelection, 'mayBeEmpty' | 'isPart'> &
  Pick<Run, 'opened' | 'notes'> & {
    /** Id of the run that is gone on with. */
    readonly resumed: string | null;
  };

/** Plans a run of the prompts at hand, compared with nothing. Throws what is wrong with what the user wrote. */
export async function prepareTests(
  { opened, mayBeEmpty, isPart, resumed, notes }: Selected,
  options: TestOptions,
  env: Context['env'],
  context: Context,
): Promise<Run> {
  const { project, snapshot } = opened;
  const { config } = project;
  const replay = replayOf(options, config.test.replay, isCI(env));
  refuseRecordingAtRef(replay, options.ref);
  for (const model of options.model ?? []) findProvider(model, config.providers);
  const faults = [...project.faults, ...(await providerFaults(project))];
  const selection: TestSelection = {
    cases: options.case ?? [],
    tags: options.tag ?? [],
    models: options.model ?? [],
    locales: options.locale ?? [],
    variants: options.variant ?? [],
    repeat: options.repeat ?? null,
    mayBeEmpty,
    isPart,
  };
  const plan = await planRun({ ...project, faults }, snapshot, selection, judgesOf(snapshot));
  return {
    opened,
    plan,
    options,
    replay,
    ...limitsOf(options, config.test),
    env,
    id: resumed ?? newRunId(context.now()),
    isResumed: resumed !== null,
    baseline: null,
    notes,
  };
}

/** With `--changed` or touched files the prompts that a change reaches; else all that were selected. */
async function narrowed(
  opened: ReportedProject,
  { changed, touched, ref }: TestOptions,
  env: Context['env'],
): Promise<{ readonly project: ReportedProject['project']; readonly notes: readonly string[] }> {
  const { project } = opened;
  if (changed === undefined && touched === undefined) return { project, notes: [] };
  const { onlyChanged, reachedBy } = await import('./test-changed.ts');
  const part = touched
    ? { ...project, prompts: await reachedBy(opened, { base: null, paths: new Set(touched) }) }
    : project;
  if (changed === undefined) return { project: part, notes: [] };
  return onlyChanged({ ...opened, project: part }, { since: changed, ref, env });
}

const limitsOf = (
  options: TestOptions,
  config: TestDefaults,
): Pick<Run, 'concurrency' | 'timeout' | 'maxCost'> => ({
  concurrency: options.concurrency ?? config.concurrency,
  timeout: options.timeout ?? config.timeout,
  maxCost: options.maxCost ?? config.maxCostUsd,
});

/** Jobs that an earlier session of the run left to do, here or at the base. */
export const pendingOf = async (
  { opened: { root }, plan, id, isResumed }: Run,
  of: 'case' | 'base',
): Promise<Pending> => (isResumed ? readPending(readJournal(root, id), plan.digest, of) : allPending());

/** All models a run may ask, fallbacks and judges as well. */
export const modelsOf = ({ plan, baseline }: Pick<Run, 'plan' | 'baseline'>): readonly string[] => [
  ...new Set([...plan.models, ...plan.others, ...(baseline?.plan.models ?? [])]),
];

/** What the run will cost, where something can be asked; answers that are all at hand cost nothing. */
export async function estimateOf(
  work: Run,
  providers: TestProviders,
  { signal }: Context,
): Promise<Estimate | null> {
  const { plan, replay, maxCost, baseline } = work;
  if (replay === 'strict' || !modelsOf(work).some((model) => providers.reach(model) === 'open')) return null;
  const { estimatePlan, joinEstimates } = await import('../evals/estimate.ts');
  const ports = { config: work.opened.project.config, signal };
  const pending = await pendingOf(work, 'case');
  const own = await estimatePlan(plan, { ...ports, pending, known: providers.known }, maxCost);
  if (!baseline) return own;
  const { known } = providers.over(baseline.recordings);
  const base = { ...ports, pending: await pendingOf(work, 'base'), known };
  return joinEstimates(own, await estimatePlan(baseline.plan, base, maxCost));
}

function replayOf({ replay, update }: TestOptions, configured: ReplayMode | null, ci: boolean): ReplayMode {
  if (!update) return replay ?? configured ?? (ci ? 'strict' : 'auto');
  if (replay === undefined || replay === 'refresh') return 'refresh';
  throw new PromptopsError('usage', `"--update" asks everything anew, and "--replay ${replay}" does not.`, {
    hint: 'Leave one of them out.',
  });
}

function refuseRecordingAtRef(replay: ReplayMode, ref: string | undefined): void {
  if (ref === undefined || (replay !== 'record' && replay !== 'refresh')) return;
  throw new PromptopsError('usage', `Nothing can be recorded at "${ref}": a commit does not change.`, {
    hint: 'Leave out --ref, or use --replay auto, strict or off.',
  });
}
