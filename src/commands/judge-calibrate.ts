import path from 'node:path';
import { PromptopsError } from '../errors.ts';
import type { Ask } from '../evals/assertion.ts';
import { assertionNames } from '../evals/assertions/names.ts';
import { type Calibration, calibrationPath, isAccepted, withCalibration } from '../evals/calibration.ts';
import { askJudge, type Judge, type Opinion } from '../evals/judge.ts';
import type { ModelCall } from '../evals/provider.ts';
import { type Agreement, agreementOf, type Confusion } from '../evals/statistics/agreement.ts';
import { costOf } from '../meter/cost.ts';
import { formatUsd, type Money } from '../meter/money.ts';
import { findPrice } from '../meter/prices.ts';
import type { Config } from '../model/config.ts';
import { loadProject } from '../model/project.ts';
import { didYouMean } from '../model/suggest.ts';
import { createProviderPool } from '../providers/provider-pool.ts';
import type { Completion } from '../recordings/interaction.ts';
import { fileCache } from '../source/cache.ts';
import { readEnvironment } from '../source/env-file.ts';
import { applyPlan } from '../source/plan.ts';
import { loadProjectPackage } from '../source/project-package.ts';
import type { Root } from '../source/root.ts';
import { tool } from '../version.ts';
import { codePort } from './code-port.ts';
import type { Command, Context } from './context.ts';
import { type Labelled, readLabels } from './judge-labels.ts';
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
};

export type CalibrationReport = ReportHead<
  'judge-calibration',
  'calibrated' | 'not-calibrated' | 'incomplete'
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
    readonly errors: readonly { readonly at: string; readonly message: string }[];
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
    const { threshold = 0.75, dryRun = false } = options;
    const judge = await judgesOf(snapshot)(name);
    const rows = await readLabels(files, path.resolve(context.cwd, options.labels), judge);
    const { opinions, errors, costUsd } = await askAll(judge, rows, { root, config, context, model });
    const agreement = agreementOf(confusionOf(opinions, threshold));
    const key = { judge: name, model, rubric: judge.rubric, threshold };
    const isComplete = errors.length === 0;
    const accepted = isAccepted(agreement.kappa);
    const keeps = isComplete && !dryRun;
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
      verdict: isComplete ? (accepted ? 'calibrated' : 'not-calibrated') : 'incomplete',
      exitCode: isComplete ? (accepted ? 0 : 1) : 3,
      source: await files.source,
      judge: key,
      ...agreement,
      differences: opinions
        .filter(({ label, score }) => score >= threshold !== label)
        .slice(0, 20)
        .map(({ at, label, score, reason }) => ({ at, label, score, reason })),
      errors,
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

const judges: readonly string[] = assertionNames.meaning.filter((name) => name !== 'select-best');

function judgeName(name: string): string {
  if (judges.includes(name)) return name;
  throw new PromptopsError('not-found', `There is no judge "${name}" that can be calibrated.`, {
    hint: didYouMean(name, judges) ?? `There are ${judges.join(', ')}.`,
  });
}

type Asking = {
  readonly root: Root;
  readonly config: Config;
  readonly context: Context;
  readonly model: string;
};

type Answers = {
  readonly opinions: readonly (Labelled & Opinion)[];
  readonly errors: CalibrationReport['errors'];
  readonly costUsd: string | null;
};

/** Asks for all rows at once, as far as the limits allow; answers of an earlier time come from the cache. */
async function askAll(judge: Judge, rows: readonly Labelled[], asking: Asking): Promise<Answers> {
  const { root, config, context, model } = asking;
  const pool = createProviderPool({
    providers: config.providers,
    limits: config.limits,
    env: await readEnvironment(root, context.env),
    concurrency: config.test.concurrency,
    timeout: config.test.timeout,
    loadPackage: (name) => loadProjectPackage(root, name),
    code: codePort(root, null, config),
    recordings: {
      mode: 'auto',
      store: { read: async () => null, write: async () => {} },
      cache: fileCache(root, context.note),
      now: context.now,
    },
  });
  const answers: Completion[] = [];
  const ask = askerOf(judge.name, model, async (call) => {
    const completion = await pool.provider(model).complete(call, context.signal);
    answers.push(completion);
    return completion;
  });
  try {
    const outcomes = await Promise.all(rows.map((row) => opinionOn(judge, row, { ask, model, call: 0 })));
    return {
      opinions: outcomes.flatMap((one) => ('choice' in one ? [one] : [])),
      errors: outcomes.flatMap((one) => ('message' in one ? [one] : [])),
      costUsd: await paidFor(answers, model, config),
    };
  } finally {
    await pool.close();
  }
}

function askerOf(name: string, model: string, complete: (call: ModelCall) => Promise<Completion>): Ask {
  const ask: Ask = {
    script: () => Promise.reject(new Error('Nothing is run here.')),
    judge(request, call) {
      const slot = { role: 'judge', model, call, repeat: 0 } as const;
      return complete({
        prompt: `judges/${name}`,
        case: 'calibration',
        slot,
        request,
        sensitive: {},
        stream: false,
      });
    },
    embed: () => Promise.reject(new Error('Nothing is embedded here.')),
    within: () => ask,
  };
  return ask;
}

/** An opinion, or why there is none; throws what no further row would mend. */
async function opinionOn(
  judge: Judge,
  row: Labelled,
  door: Parameters<typeof askJudge>[2],
): Promise<(Labelled & Opinion) | { readonly at: string; readonly message: string }> {
  try {
    return { ...row, ...(await askJudge(judge, row.evidence, door)) };
  } catch (error) {
    if (!(error instanceof PromptopsError) || stops.has(error.code)) throw error;
    if (error.code !== 'recording-miss') return { at: row.at, message: error.message };
    // Nothing is recorded of a calibration: what is missing is the key.
    const why = error.details.at(-1) ?? 'its key is missing.';
    throw new PromptopsError('missing-key', `"${door.model}" cannot be asked: ${why}`);
  }
}

/** Decimal USD of what was asked now; null: no price is known. */
async function paidFor(
  answers: readonly Completion[],
  model: string,
  config: Config,
): Promise<string | null> {
  const price = (await findPrice(model, config))?.price ?? null;
  let paid: Money | null = 0n;
  for (const { usage, replayed } of answers) {
    const cost: Money | null = replayed ? 0n : usage && price ? costOf(usage, price) : null;
    paid = paid === null || cost === null ? null : paid + cost;
  }
  return paid === null ? null : formatUsd(paid);
}

/** What no further row would mend. */
const stops: ReadonlySet<string> = new Set(['interrupted', 'not-found', 'missing-key', 'invalid-vars']);
