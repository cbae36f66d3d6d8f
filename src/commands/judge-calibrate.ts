import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import { type Calibration, calibrationPath, isAccepted, withCalibration } from '../evals/calibration.ts';
import type { Amounts } from '../evals/call-sum.ts';
import { type Agreement, agreementOf, type Confusion } from '../evals/statistics/agreement.ts';
import { judgedTypes } from '../model/judged-types.ts';
import { loadProject } from '../model/project.ts';
import { didYouMean } from '../model/suggest.ts';
import { applyPlan } from '../source/plan.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { readLabels } from './judge-labels.ts';
import { type Answers, askAll } from './judge-opinions.ts';
import { judgesOf } from './judges.ts';
import { withFiles } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type CalibrateOptions = {
  /** A dataset of labelled answers. */
  readonly labels: string;
  readonly judge?: string;
  readonly model?: string;
  readonly threshold?: number;
  readonly dryRun?: boolean;
  /** US dollars this may spend; `test.maxCostUsd` of the config when absent. */
  readonly maxCost?: number;
  /** Say what would be asked and cost, and ask nobody. */
  readonly plan?: boolean;
};

export type CalibrationReport = ReportHead<
  'judge-calibration',
  'calibrated' | 'not-calibrated' | 'incomplete' | 'planned'
> & {
  readonly judge: Pick<Calibration, 'judge' | 'model' | 'rubric' | 'threshold'>;
} & Agreement & {
    /** Where judge and people differ, at most twenty. */
    readonly differences: readonly {
      readonly at: string;
      readonly label: boolean;
      readonly score: number;
      readonly reason: string;
    }[];
    /** Rows the judge gave no verdict on. */
    readonly errors: Answers['errors'];
    /** What it was thought to ask and cost before it did. */
    readonly estimate: Amounts;
    /** Paid in this run; null: no price is known. */
    readonly costUsd: string | null;
    /** The file that keeps it; null: it was not written. */
    readonly written: string | null;
  };

/** Holds a judge to labels people gave, and keeps how well it agrees. */
export const calibrateCommand: Command<CalibrateOptions, CalibrationReport> = (options, context) =>
  withFiles(context, null, async (files) => {
    const { root, snapshot } = files;
    const { config } = await loadProject(snapshot, { only: () => false });
    const name = judgeName(options.judge ?? 'llm-rubric');
    const model = options.model ?? config.test.judge;
    if (model === null) {
      throw new PromptopsError('usage', 'No model is named that judges.', {
        hint: 'Use --model <provider/model>, or set `test: { judge: … }` in promptops.yaml.',
      });
    }
    const { threshold = 0.75, dryRun = false, plan: isPlan = false } = options;
    const maxCost = options.maxCost ?? config.test.maxCostUsd;
    const judge = await judgesOf(snapshot)(name);
    const rows = await readLabels(files, path.resolve(context.cwd, options.labels), judge);
    const asking = { root, config, context, model, maxCost, isPlan };
    const { opinions, errors, estimate, costUsd } = await askAll(judge, rows, asking);
    const agreement = agreementOf(confusionOf(opinions, threshold));
    const key = { judge: name, model, rubric: judge.rubric, threshold };
    const isComplete = errors.length === 0;
    const accepted = isAccepted(agreement.kappa);
    const keeps = isComplete && !dryRun && !isPlan;
    const outcome = accepted ? 'calibrated' : 'not-calibrated';
    if (keeps) {
      const before = (await snapshot.read([calibrationPath])).get(calibrationPath);
      const text = before ? new TextDecoder().decode(before) : null;
      const calibratedAt = context.now().toISOString().slice(0, 10);
      const content = withCalibration(text, { ...key, calibratedAt, ...agreement });
      await applyPlan(root, { files: [{ path: calibrationPath, content }], onExisting: 'replace' });
    }
    return {
      kind: 'judge-calibration',
      schemaVersion: 1,
      tool,
      verdict: isPlan ? 'planned' : isComplete ? outcome : 'incomplete',
      exitCode: !isComplete ? 3 : isPlan || accepted ? 0 : 1,
      source: await files.source,
      judge: key,
      ...agreement,
      differences: opinions
        .filter(({ label, score }) => score >= threshold !== label)
        .slice(0, 20)
        .map(({ at, label, score, reason }) => ({ at, label, score, reason })),
      errors,
      estimate,
      costUsd,
      written: keeps ? calibrationPath : null,
    };
  });

function confusionOf(opinions: Answers['opinions'], threshold: number): Confusion {
  const count = (label: boolean, pass: boolean): number =>
    opinions.filter((one) => one.label === label && one.score >= threshold === pass).length;
  return {
    truePass: count(true, true),
    falsePass: count(false, true),
    falseFail: count(true, false),
    trueFail: count(false, false),
  };
}

/** `select-best` chooses between answers: nobody can label one. */
const judges: readonly string[] = judgedTypes.filter((name) => name !== 'select-best');

function judgeName(name: string): string {
  if (judges.includes(name)) return name;
  throw new PromptopsError('not-found', `There is no judge "${name}" that can be calibrated.`, {
    hint: didYouMean(name, judges) ?? `There are ${judges.join(', ')}.`,
  });
}
