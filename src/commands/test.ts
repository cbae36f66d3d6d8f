import { PromptopsError } from '../errors.ts';
import type { Estimate } from '../evals/estimate.ts';
import { evidenceOf } from '../evals/evidence.ts';
import { type Plan, planRun } from '../evals/plan.ts';
import type { TestReport } from '../evals/report.ts';
import { allPending, type Pending, readPending } from '../evals/resume.ts';
import type { RunEnd } from '../evals/run.ts';
import { createTally } from '../evals/tally.ts';
import { buildTestReport } from '../evals/test-report.ts';
import { judgeTests } from '../gate/judge-tests.ts';
import type { ReplayMode, TestDefaults } from '../model/config.ts';
import { globMatcher } from '../model/glob.ts';
import { endpointFaults } from '../providers/endpoint-faults.ts';
import { findProvider } from '../providers/find-provider.ts';
import { readEnvironment } from '../source/env-file.ts';
import { digestJournal, readJournal } from '../source/journal-file.ts';
import { findRoot } from '../source/root.ts';
import { createRun, newRunId, openRun, writeRunFile } from '../source/runs.ts';
import { tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { isCI } from './is-ci.ts';
import { type ReportedProject, selectorsOf, withProject } from './open-project.ts';
import { askerOf } from './test-ask.ts';
import type { Baseline } from './test-baseline.ts';
import { openBudget, stoppedNote } from './test-budget.ts';
import type { Compared } from './test-compare.ts';
import { connectProviders, type TestProviders } from './test-providers.ts';
import { planText, resumedRun } from './test-resume.ts';
import { unheededSettings } from './unheeded-settings.ts';

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
  readonly ref?: string;
};

/** Runs golden cases against recordings or providers and says whether they hold. */
export const testCommand: Command<TestOptions, TestReport> = async (given, context) => {
  const root = await findRoot(context.cwd);
  const resumed = given.resume === undefined ? null : resumedRun(root, given.resume);
  const { prompts = [], ...flags } = given;
  const typed = prompts.length > 0 ? { ...flags, prompts: await selectorsOf(context, prompts) } : flags;
  const options: TestOptions = { ...resumed?.options, ...typed };
  return withProject(context, { ref: options.ref, select: options.prompts }, async (opened) => {
    const env = await readEnvironment(root, context.env);
    const replay = options.replay ?? opened.project.config.test.replay ?? (isCI(env) ? 'strict' : 'auto');
    refuseRecordingAtRef(replay, options.ref);
    for (const model of options.model ?? []) findProvider(model, opened.project.config.providers);
    const faults = [...opened.project.faults, ...endpointFaults(opened.project)];
    const plan = await planRun({ ...opened.project, faults }, opened.snapshot, {
      cases: options.case ?? [],
      tags: options.tag ?? [],
      models: options.model ?? [],
      locales: options.locale ?? [],
      variants: options.variant ?? [],
      repeat: options.repeat ?? null,
    });
    const limits = limitsOf(options, opened.project.config.test);
    const id = resumed?.id ?? newRunId(context.now());
    const isResumed = resumed !== null;
    const work = { opened, plan, options, replay, ...limits, env, id, isResumed };
    if (options.baseline === undefined) return run({ ...work, baseline: null }, context);
    const { withBaseline } = await import('./test-baseline.ts');
    const sides = { ...opened, plan, replay, env };
    return withBaseline(sides, { baseline: options.baseline, ref: options.ref }, (baseline) =>
      run({ ...work, baseline }, context),
    );
  });
};

const limitsOf = (
  options: TestOptions,
  config: TestDefaults,
): Pick<Run, 'concurrency' | 'timeout' | 'maxCost'> => ({
  concurrency: options.concurrency ?? config.concurrency,
  timeout: options.timeout ?? config.timeout,
  maxCost: options.maxCost ?? config.maxCostUsd,
});

type Run = {
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
};

async function run(work: Run, context: Context): Promise<TestReport> {
  const { opened, plan, options, id, baseline } = work;
  const { root, project } = opened;
  const resumed = work.isResumed ? { root, id } : null;
  const budget = await openBudget({ ...work, config: project.config, resumed });
  const providers = connectProviders({ ...work, budget }, context);
  const estimate = await estimateOf(work, providers, context);
  const started = context.now().getTime();
  const journal = work.isResumed ? openRun(root, id, context.note) : createRun(root, id);
  const ask = askerOf(work, { providers, journal, context });
  let end: RunEnd;
  let compared: Compared | null = null;
  try {
    if (!work.isResumed) writeRunFile(root, id, 'plan.json', planText(plan, options));
    end = await ask({ plan, pending: await pendingOf(work, 'case'), estimate });
    if (baseline && end.interrupted === null && !end.overBudget) {
      const { compareWithBase } = await import('./test-compare.ts');
      const models = [...plan.models, ...baseline.plan.models];
      compared = await compareWithBase({
        plan,
        baseline,
        gates: project.config.gates,
        strictGate: options.strictGate ?? false,
        canAsk: work.replay !== 'strict' && models.every((model) => providers.reach(model) !== 'closed'),
        rows: () => readJournal(root, id),
        ask: async (part) =>
          ask({ ...part, pending: part.answers === 'base' ? await pendingOf(work, 'base') : allPending() }),
      });
      end = compared.ends.reduce(joinEnds, end);
    }
  } finally {
    journal.close();
    await providers.close();
  }
  const notes = [
    ...(baseline?.notes ?? []),
    ...providers.notes(),
    ...(budget && end.overBudget ? [stoppedNote(budget.ledger, id)] : []),
  ];
  const session = { end, compared, estimate, notes, durationMs: context.now().getTime() - started };
  const report = await reportOf(work, session);
  writeRunFile(root, id, 'report.json', `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

const joinEnds = (one: RunEnd, other: RunEnd): RunEnd => ({
  interrupted: one.interrupted ?? other.interrupted,
  unasked: one.unasked + other.unasked,
  overBudget: one.overBudget || other.overBudget,
});

const pendingOf = async (
  { opened: { root }, plan, id, isResumed }: Run,
  of: 'case' | 'base',
): Promise<Pending> => (isResumed ? readPending(readJournal(root, id), plan.digest, of) : allPending());

/** What the run will cost, where something can be asked; answers that are all at hand cost nothing. */
async function estimateOf(
  work: Run,
  providers: TestProviders,
  { signal }: Context,
): Promise<Estimate | null> {
  const { plan, replay, maxCost, baseline } = work;
  if (replay === 'strict' || !plan.models.some((model) => providers.reach(model) === 'open')) return null;
  const { estimatePlan, joinEstimates } = await import('../evals/estimate.ts');
  const ports = { config: work.opened.project.config, signal };
  const pending = await pendingOf(work, 'case');
  const own = await estimatePlan(plan, { ...ports, pending, known: providers.known }, maxCost);
  if (!baseline) return own;
  const { known } = providers.over(baseline.recordings);
  const base = { ...ports, pending: await pendingOf(work, 'base'), known };
  return joinEstimates(own, await estimatePlan(baseline.plan, base, maxCost));
}

/** What this session adds to the rows on disk. */
type Session = {
  readonly end: RunEnd;
  readonly compared: Compared | null;
  readonly estimate: Estimate | null;
  readonly notes: readonly string[];
  readonly durationMs: number;
};

/** Every number comes from the rows on disk, those of an earlier session included. */
async function reportOf(
  { opened, plan, replay, id }: Run,
  { end, compared, estimate, notes, durationMs }: Session,
): Promise<TestReport> {
  const { root, project } = opened;
  const tally = createTally();
  for await (const row of readJournal(root, id)) tally.add(row);
  const { sha256 } = await digestJournal(root, id);
  return buildTestReport(tally, {
    tool,
    source: await opened.source,
    replay,
    durationMs,
    estimate,
    journal: { path: `.promptops/runs/${id}/journal.jsonl`, sha256: `sha256:${sha256}` },
    untested: plan.untested,
    decision: judgeTests(
      { ...evidenceOf(tally, plan, end), compared: compared?.evidence ?? null },
      project.config.gates,
      inScope,
    ),
    comparison: compared?.comparison ?? null,
    findings: [],
    notes: [...plan.notes, ...unaskedNotes(plan, end), ...unheededSettings(project), ...notes],
  });
}

const unaskedNotes = ({ jobs }: Plan, { unasked }: RunEnd): readonly string[] =>
  unasked > 0 ? [`Not asked: ${unasked} of ${jobs} cases.`] : [];

const inScope = (scope: string, prompt: string): boolean => globMatcher(scope)(prompt);

function refuseRecordingAtRef(replay: ReplayMode, ref: string | undefined): void {
  if (ref === undefined || (replay !== 'record' && replay !== 'refresh')) return;
  throw new PromptopsError('usage', `Nothing can be recorded at "${ref}": a commit does not change.`, {
    hint: 'Leave out --ref, or use --replay auto, strict or off.',
  });
}
