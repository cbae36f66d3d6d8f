import { assertionTypes } from '../evals/assertions/registry.ts';
import {
  type BrokenCase,
  brokenUnits,
  flakyCases,
  freshAnswers,
  isSure,
  judgeBroken,
  maxBroken,
} from '../evals/comparison/broken.ts';
import { compareUnits, type Measured } from '../evals/comparison/compare.ts';
import type { ComparedRow, Comparison } from '../evals/comparison/comparison.ts';
import { createUnits, type Unit, unitKey } from '../evals/comparison/units.ts';
import type { Job } from '../evals/job.ts';
import { jobKey } from '../evals/job.ts';
import type { JournalRow } from '../evals/journal.ts';
import type { Plan, PlannedJobs } from '../evals/plan.ts';
import type { RunEnd } from '../evals/run.ts';
import { casesNeeded, detectableDrop } from '../evals/statistics/power.ts';
import { round } from '../evals/statistics/wilson.ts';
import { judgeRow, marginOf, worstVerdict } from '../gate/judge-comparison.ts';
import type { ComparedEvidence } from '../gate/judge-tests.ts';
import type { Gate } from '../model/gates.ts';
import { globMatcher } from '../model/glob.ts';
import type { Baseline } from './test-baseline.ts';

/** Asks a part of a plan and writes its rows under another name. */
export type AskSide = (part: {
  readonly plan: PlannedJobs;
  readonly answers: 'base' | 'fresh';
  readonly row: (row: Extract<JournalRow, { type: 'case' }>) => JournalRow;
}) => Promise<RunEnd>;

export type Compared = {
  readonly comparison: Comparison;
  readonly evidence: ComparedEvidence;
  readonly ends: readonly RunEnd[];
};

type Ground = {
  readonly plan: Plan;
  readonly baseline: Baseline;
  readonly gates: readonly Gate[];
  readonly strictGate: boolean;
  /** Somebody can be asked again. */
  readonly canAsk: boolean;
  readonly ask: AskSide;
  readonly rows: () => AsyncIterable<JournalRow>;
};

/** Asks the base, asks again where a case broke, and says how the two sides stand to each other. */
export async function compareWithBase(ground: Ground): Promise<Compared> {
  const { baseline, ask, rows } = ground;
  const ends = [
    await ask({
      plan: baseline.plan,
      answers: 'base',
      row: ({ job, result }) => ({ type: 'base', job, result }),
    }),
  ];
  const first = await readUnits(baseline, rows());
  const open = ground.canAsk ? worthAsking(first.units, ground.gates) : [];
  if (open.length > 0) ends.push(...(await askAgain(ground, open)));
  const units = open.length > 0 ? await readUnits(baseline, rows()) : first;
  return { ...conclude(ground, units), ends };
}

type Units = { readonly units: readonly Unit[]; readonly apart: ReadonlySet<string> };

/** Folds the journal; `apart`: prompts with a failed case that is in no comparison. */
async function readUnits({ plan }: Baseline, rows: AsyncIterable<JournalRow>): Promise<Units> {
  const fold = createUnits(plan.units);
  const apart = new Set<string>();
  for await (const row of rows) {
    fold.add(row);
    if (row.type !== 'case' || row.result.outcome !== 'fail' || row.result.fallback !== undefined) continue;
    const { prompt, model, case: id } = row.result;
    if (!plan.units.has(unitKey(prompt, model, id))) apart.add(prompt);
  }
  return { units: [...fold.units.values()], apart };
}

const isForm = (type: string): boolean =>
  assertionTypes.get(type.replace(/^not-/, ''))?.group === 'structure';

const inScope = (scope: string, prompt: string): boolean => globMatcher(scope)(prompt);

/** Broken cases that a second look could decide: not those of a prompt that has dropped anyway. */
function worthAsking(units: readonly Unit[], gates: readonly Gate[]): readonly Unit[] {
  const dropped = new Set(
    compareUnits(units)
      .filter((row) => judgeRow(row, marginOf(row.prompt, gates, inScope).margin, []) === 'regressed')
      .map(({ prompt, model }) => JSON.stringify([prompt, model])),
  );
  return brokenUnits(units)
    .filter((unit) => !dropped.has(JSON.stringify([unit.prompt, unit.model])) && !isSure(unit, isForm))
    .slice(0, maxBroken);
}

/** Ten fresh answers a side, over the places the case runs on. */
async function askAgain(
  { plan, baseline, ask }: Ground,
  broken: readonly Unit[],
): Promise<readonly RunEnd[]> {
  const wanted = new Set(broken.map(({ prompt, model, case: id }) => unitKey(prompt, model, id)));
  const ends: RunEnd[] = [];
  for (const side of ['base', 'head'] as const) {
    const jobs = await freshJobs(side === 'base' ? baseline.plan : plan, wanted);
    const models = [...new Set(jobs.map(({ model }) => model))];
    ends.push(
      await ask({
        plan: { digest: plan.digest, jobs: jobs.length, models, stream: () => listed(jobs) },
        answers: 'fresh',
        row: ({ job, result }) => ({ type: 'again', side, job, result }),
      }),
    );
  }
  return ends;
}

async function freshJobs(plan: Pick<Plan, 'stream'>, wanted: ReadonlySet<string>): Promise<readonly Job[]> {
  const places = new Map<string, Job[]>();
  for await (const job of plan.stream()) {
    const [prompt, id, model] = JSON.parse(job.key) as [string, string, string];
    const key = unitKey(prompt, model, id);
    if (job.repeat === 0 && wanted.has(key)) places.set(key, [...(places.get(key) ?? []), job]);
  }
  return [...places.values()].flatMap((jobs) =>
    Array.from({ length: freshAnswers }, (_, index) => {
      const job = jobs[index % jobs.length] as Job;
      // Behind every repeat that a plan may have: no recording and no other answer has this number.
      const repeat = freshFrom + index;
      const [prompt, id, model] = JSON.parse(job.key) as [string, string, string];
      return { ...job, repeat, key: jobKey({ ...job, model, repeat }, prompt, id) };
    }),
  );
}

const freshFrom = 1_000_000;

async function* listed(jobs: readonly Job[]): AsyncGenerator<Job> {
  yield* jobs;
}

function conclude(
  { baseline, gates, strictGate }: Ground,
  { units, apart }: Units,
): Pick<Compared, 'comparison' | 'evidence'> {
  const broken = judgeBroken(brokenUnits(units), isForm);
  const rows = compareUnits(units).map((row) => rowOf(row, broken, gates));
  const silent = units.filter(({ base }) => base.total === 0);
  const suspects = units.filter((unit) => unit.critical && has(unit, broken, 'suspect'));
  const { isFinal = false } = baseline;
  const failing = isFinal ? units.filter((unit) => failsAnew(unit) && !has(unit, broken, 'cleared')) : [];
  const evidence = {
    rows: rows.map(({ prompt, model, verdict, level, margin, delta }) => ({
      prompt,
      model,
      verdict,
      level,
      margin,
      delta: delta?.value ?? null,
    })),
    strict: strictGate,
    unanswered: isFinal ? 0 : silent.length,
    suspects: isFinal ? 0 : suspects.reduce((sum, { head }) => sum + head.total - head.passed, 0),
    apart: [...new Set([...apart, ...failing.map(({ prompt }) => prompt)])],
  };
  const left = [...baseline.plan.left, ...silent.map(unanswered)];
  const verdict = silent.length > 0 && !isFinal ? 'incomplete' : worstVerdict(rows.map((row) => row.verdict));
  const comparison: Comparison = {
    base: baseline.name,
    commit: baseline.commit,
    verdict,
    strict: strictGate,
    rows,
    broken,
    flaky: flakyCases(units),
    left: left.slice(0, maxLeft),
    leftCount: left.length,
  };
  return { comparison, evidence };
}

const maxLeft = 1000;

/** It fails here, and nothing is known of a failure there. */
const failsAnew = ({ base, head }: Unit): boolean => head.passed < head.total && base.passed === base.total;

/** Whether a case broke, and what came of asking again. */
const has = (unit: Unit, broken: readonly BrokenCase[], status: BrokenCase['status']): boolean =>
  broken.some(
    (one) =>
      one.status === status &&
      one.prompt === unit.prompt &&
      one.model === unit.model &&
      one.case === unit.case,
  );

const unanswered = ({ prompt, model, case: id, base }: Unit): Comparison['left'][number] => ({
  prompt,
  model,
  case: id,
  why: 'unanswered',
  detail: [...base.errors.values()][0] ?? null,
});

function rowOf(row: Measured, broken: readonly BrokenCase[], gates: readonly Gate[]): ComparedRow {
  const { same: _, error, ...shown } = row;
  const { margin, level } = marginOf(row.prompt, gates, inScope);
  return {
    ...shown,
    verdict: judgeRow(row, margin, broken),
    margin,
    level,
    detectable: error === null ? null : round(detectableDrop(error)),
    casesNeeded: error === null || margin === 0 ? null : casesNeeded(margin, error, row.paired),
  };
}
