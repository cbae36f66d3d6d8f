import type { Estimate } from '../evals/estimate.ts';
import { evidenceOf } from '../evals/evidence.ts';
import type { Plan } from '../evals/plan.ts';
import type { TestReport } from '../evals/report.ts';
import { allPending } from '../evals/resume.ts';
import type { RunEnd } from '../evals/run.ts';
import { standInNotes } from '../evals/stand-in.ts';
import { createTally } from '../evals/tally.ts';
import { buildTestReport } from '../evals/test-report.ts';
import { judgeTests, type TestEvidence } from '../gate/judge-tests.ts';
import { globMatcher } from '../model/glob.ts';
import { jsonPieces } from '../model/json-pieces.ts';
import { digestJournal, readJournal } from '../source/journal-file.ts';
import { createRun, openRun, writeRunFile } from '../source/runs.ts';
import { tool } from '../version.ts';
import type { Command, Context } from './context.ts';
import { askerOf } from './test-ask.ts';
import { openBudget, stoppedNote } from './test-budget.ts';
import type { Compared } from './test-compare.ts';
import type { TestPlanReport } from './test-plan.ts';
import { connectProviders } from './test-providers.ts';
import type { Refreshes } from './test-refresh.ts';
import { planText } from './test-resume.ts';
import { estimateOf, modelsOf, pendingOf, type Run, type TestOptions, withRun } from './test-setup.ts';
import { unheededSettings } from './unheeded-settings.ts';

/** Runs golden cases against recordings or providers and says whether they hold. */
export const testCommand: Command<TestOptions, TestReport> = (given, context) =>
  withRun(given, context, async (work) => (await runTests(work, context)).report);

/** The same from the command line, where `--plan` says what a run would ask and cost, and asks nobody. */
export const testOrPlan: Command<
  TestOptions & { readonly plan?: boolean },
  TestReport | TestPlanReport
> = async ({ plan = false, ...given }, context) => {
  if (!plan) return testCommand(given, context);
  const { planTests } = await import('./test-plan.ts');
  return withRun(given, context, (work) => planTests(work, context));
};

/** A report of tests with the numbers it was judged by. */
export type JudgedTests = { readonly report: TestReport; readonly evidence: TestEvidence };

/** Asks what a run is to ask, keeps every answer, and reports. */
export async function runTests(work: Run, context: Context): Promise<JudgedTests> {
  const { opened, plan, options, id, baseline } = work;
  const { root, project } = opened;
  const resumed = work.isResumed ? { root, id } : null;
  const budget = await openBudget({ ...work, models: modelsOf(work), config: project.config, resumed });
  const refreshes = work.replay === 'refresh' ? await openRefreshes(options.update ?? false) : null;
  const onRefresh = refreshes?.onRefresh;
  const providers = connectProviders({ ...work, budget, onRefresh }, context);
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
  const durationMs = context.now().getTime() - started;
  const notes = [
    ...work.notes,
    ...(refreshes ? await refreshes.settle(end.interrupted !== null, providers.redact, context) : []),
    ...(baseline?.notes ?? []),
    ...providers.notes(),
    ...(budget && end.overBudget ? [stoppedNote(budget.ledger, id)] : []),
  ];
  const session = { end, compared, estimate, notes, durationMs };
  const judged = await reportOf(work, session);
  writeRunFile(root, id, 'report.json', jsonPieces(judged.report));
  return judged;
}

const openRefreshes = async (hold: boolean): Promise<Refreshes> =>
  (await import('./test-refresh.ts')).createRefreshes(hold);

const joinEnds = (one: RunEnd, other: RunEnd): RunEnd => ({
  interrupted: one.interrupted ?? other.interrupted,
  unasked: one.unasked + other.unasked,
  overBudget: one.overBudget || other.overBudget,
});

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
  { opened, plan, replay, id, baseline }: Run,
  { end, compared, estimate, notes, durationMs }: Session,
): Promise<JudgedTests> {
  const { root, project } = opened;
  const tally = createTally();
  for await (const row of readJournal(root, id)) tally.add(row);
  const { sha256 } = await digestJournal(root, id);
  const counts = project.config.test.fallback === 'gate';
  const evidence = { ...evidenceOf(tally, plan, end, counts), compared: compared?.evidence ?? null };
  const report = buildTestReport(tally, {
    tool,
    source: { ...(await opened.source), base: baseline?.commit ?? null },
    replay,
    durationMs,
    estimate,
    journal: { path: `.promptops/runs/${id}/journal.jsonl`, sha256: `sha256:${sha256}` },
    untested: plan.untested,
    decision: judgeTests(evidence, project.config.gates, inScope),
    comparison: compared?.comparison ?? null,
    findings: [],
    notes: [
      ...plan.notes,
      ...standInNotes(tally.results().results, counts),
      ...unaskedNotes(plan, end),
      ...unheededSettings(project),
      ...notes,
    ],
  });
  return { report, evidence };
}

const unaskedNotes = ({ jobs }: Plan, { unasked }: RunEnd): readonly string[] =>
  unasked > 0 ? [`Not asked: ${unasked} of ${jobs} cases.`] : [];

const inScope = (scope: string, prompt: string): boolean => globMatcher(scope)(prompt);
