import { freshAnswers } from '../evals/comparison/broken.ts';
import type { Estimate } from '../evals/estimate.ts';
import { casesToPlan } from '../evals/statistics/power.ts';
import { tool } from '../version.ts';
import type { Context } from './context.ts';
import type { ReportHead } from './report-head.ts';
import { openBudget } from './test-budget.ts';
import { connectProviders } from './test-providers.ts';
import { estimateOf, modelsOf, type Run } from './test-setup.ts';

/** What a run would ask and cost. */
export type TestPlanReport = ReportHead<'test-plan', 'planned'> & {
  readonly replay: string;
  /** Cases × models × locales × variants × repeats. */
  readonly jobs: number;
  readonly cases: number;
  readonly models: readonly string[];
  /** null: nothing can be asked, or all of it is free. */
  readonly estimate: Estimate | null;
  /** What it would be compared with; null: nothing. */
  readonly baseline: {
    readonly base: string;
    readonly commit: string | null;
    readonly compared: number;
    readonly left: number;
    /** Further answers for each case that breaks. */
    readonly again: number;
  } | null;
  /** How many cases see such a drop four times in five, where `passRate` of the answers pass and each case is asked `repeat` times. */
  readonly needed: {
    readonly passRate: number;
    readonly repeat: number;
    readonly drops: readonly { readonly drop: number; readonly cases: number }[];
  };
  readonly notes: readonly string[];
};

/** Plans a run as `test` would, prices it, and stops before anything is asked. */
export async function planTests(work: Run, context: Context): Promise<TestPlanReport> {
  const { opened, plan, options, replay, baseline } = work;
  const { config } = opened.project;
  const budget = await openBudget({ ...work, models: modelsOf(work), config, resumed: null });
  const providers = connectProviders({ ...work, budget, onRefresh: undefined }, context);
  const estimate = await estimateOf(work, providers, context).finally(() => providers.close());
  const repeat = options.repeat ?? config.test.repeat;
  return {
    kind: 'test-plan',
    schemaVersion: 1,
    tool,
    verdict: 'planned',
    exitCode: 0,
    source: await opened.source,
    replay,
    jobs: plan.jobs,
    cases: plan.cases,
    models: plan.models,
    estimate,
    baseline: baseline && {
      base: baseline.name,
      commit: baseline.commit,
      compared: baseline.plan.units.size,
      left: baseline.plan.left.length,
      again: replay === 'strict' ? 0 : 2 * freshAnswers,
    },
    needed: {
      passRate: assumedRate,
      repeat,
      drops: [0.02, 0.05, 0.1].map((drop) => ({ drop, cases: casesToPlan(drop, assumedRate, repeat) })),
    },
    notes: [...work.notes, ...plan.notes],
  };
}

/** Nobody knows yet how many will pass; most suites of prompts that are in use are about here. */
const assumedRate = 0.9;
