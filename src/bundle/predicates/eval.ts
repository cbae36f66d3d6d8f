import { sha256 } from '../../model/digest.ts';
import { byCodePoint } from '../../model/order.ts';
import { applyOverlays } from '../../render/overlay.ts';
import type { Params, Prompt } from '../../render/prompt.ts';
import type { EvidenceSource, Interval, TestedCase, TestedPrompt, TestReport } from '../evidence.ts';

/** Which models, on what input, configured how, against what criteria, when: digests of texts, never texts. */
export type EvalPredicate = {
  readonly tool: string;
  readonly verdict: string;
  readonly source: EvidenceSource;
  /** SHA-256 of the report this was taken from. */
  readonly report: string;
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly replay: string;
    /** Digest of every case, its assertions and all they depend on. */
    readonly suite: string;
    readonly journal: { readonly sha256: string; readonly rows: number };
  };
  readonly evaluations: readonly Evaluation[];
  /** Passed cases that a report of more than 10,000 leaves out; the journal has them. */
  readonly omitted: number;
};

/** One prompt on one model. */
export type Evaluation = {
  readonly prompt: string;
  readonly digest: string;
  readonly model: {
    readonly requested: string;
    /** What the providers say answered; sorted. Empty: they did not say. */
    readonly returned: readonly string[];
    /** Models that answered in place of the one that was to be tested. */
    readonly fallbacks: readonly string[];
  };
  readonly params: Params;
  readonly locales: readonly (string | null)[];
  readonly variants: readonly (string | null)[];
  readonly repeats: number;
  readonly counts: Pick<TestedPrompt, 'cases' | 'passed' | 'failed' | 'errored' | 'skipped'>;
  /** Share of the cases that passed, with Wilson's 95 % interval. */
  readonly passRate: Interval | null;
  readonly score: number | null;
  readonly answers: {
    readonly origin: TestedPrompt['origin'];
    readonly replayed: number;
    /** ISO dates; null: of some answer it is not known. */
    readonly oldest: string | null;
    readonly newest: string | null;
  };
  readonly criteria: readonly Criterion[];
  readonly judges: readonly { readonly name: string; readonly model: string; readonly rubric: string }[];
  readonly baseline: {
    readonly name: string;
    readonly commit: string | null;
    readonly rows: readonly {
      readonly metric: string | null;
      readonly verdict: string;
      readonly margin: number;
      readonly difference: Interval | null;
    }[];
  } | null;
  readonly cases: readonly EvaluatedCase[];
};

/** Assertions of one kind. */
type Criterion = {
  readonly type: string;
  readonly metric: string | null;
  readonly threshold: number | null;
  readonly assertions: number;
};

/** One answer by its digests; null: there is none. */
export type EvaluatedCase = {
  readonly case: string;
  readonly locale: string | null;
  readonly variant: string | null;
  readonly repeat: number;
  readonly outcome: TestedCase['outcome'];
  readonly input: string | null;
  readonly request: string | null;
  readonly output: string | null;
  readonly returnedModel: string | null;
  /** ISO date. */
  readonly answered: string | null;
};

/** What a test report says of these prompts; null: nothing. */
export function evalPredicate(
  report: TestReport,
  digest: string,
  prompts: ReadonlyMap<string, Prompt>,
): EvalPredicate | null {
  const { tool, verdict, source, run, omitted } = report;
  const tested = report.prompts.filter(({ prompt }) => prompts.has(prompt));
  if (tested.length === 0) return null;
  return {
    tool,
    verdict,
    source,
    report: digest,
    run: {
      id: run.id,
      startedAt: run.startedAt,
      replay: run.replay,
      suite: run.plan,
      journal: { sha256: run.journal.sha256, rows: run.journal.rows },
    },
    evaluations: tested.map((one) => evaluationOf(one, report, prompts.get(one.prompt))),
    omitted,
  };
}

function evaluationOf(tested: TestedPrompt, report: TestReport, prompt: Prompt | undefined): Evaluation {
  const results = report.results.filter(
    (result) => result.prompt === tested.prompt && result.model === tested.model,
  );
  const { cases, passed, failed, errored, skipped } = tested;
  const ran = results.filter(({ outcome }) => outcome !== 'skip');
  const dates = ran.map((result) => answeredOn(result, report.run.startedAt));
  const known = dates.flatMap((date) => date ?? []).sort(byCodePoint);
  const isDated = known.length === dates.length;
  return {
    prompt: tested.prompt,
    digest: tested.digest,
    model: {
      requested: tested.model,
      returned: distinct(ran.flatMap(({ returnedModel }) => returnedModel ?? [])),
      fallbacks: distinct(ran.flatMap(({ fallback }) => fallback ?? [])),
    },
    params: prompt ? applyOverlays(prompt, { model: tested.model }).params : {},
    locales: distinct(ran.map(({ locale }) => locale)),
    variants: distinct(ran.map(({ variant }) => variant)),
    repeats: ran.reduce((most, { repeat }) => Math.max(most, repeat + 1), 0),
    counts: { cases, passed, failed, errored, skipped },
    passRate: tested.passRate,
    score: tested.score,
    answers: {
      origin: tested.origin,
      replayed: tested.replayed,
      oldest: isDated ? (known[0] ?? null) : null,
      newest: isDated ? (known.at(-1) ?? null) : null,
    },
    criteria: criteriaOf(ran),
    judges: judgesOf(ran),
    baseline: baselineOf(tested, report),
    cases: results.map((result) => caseOf(result, report.run.startedAt)),
  };
}

/** The day of the oldest answer to a case: that of the run, where it was asked for then. */
const answeredOn = ({ recordedAt, origin }: TestedCase, startedAt: string): string | null =>
  origin === null ? null : recordedAt === undefined ? startedAt.slice(0, 10) : recordedAt;

const caseOf = (result: TestedCase, startedAt: string): EvaluatedCase => ({
  case: result.case,
  locale: result.locale,
  variant: result.variant,
  repeat: result.repeat,
  outcome: result.outcome,
  input: result.input ?? null,
  request: result.request ?? null,
  output: result.output === null ? null : sha256(result.output),
  returnedModel: result.returnedModel,
  answered: answeredOn(result, startedAt),
});

function distinct<Word extends string | null>(words: readonly Word[]): readonly Word[] {
  return [...new Set(words)].sort((a, b) => byCodePoint(a ?? '', b ?? ''));
}

function criteriaOf(results: readonly TestedCase[]): readonly Criterion[] {
  const counts = new Map<string, Criterion>();
  for (const { type, metric, threshold } of results.flatMap(({ assertions }) => assertions)) {
    const key = JSON.stringify([type, metric, threshold]);
    counts.set(key, { type, metric, threshold, assertions: (counts.get(key)?.assertions ?? 0) + 1 });
  }
  return [...counts].sort(([a], [b]) => byCodePoint(a, b)).map(([, criterion]) => criterion);
}

function judgesOf(results: readonly TestedCase[]): Evaluation['judges'] {
  const judges = results.flatMap(({ assertions }) => assertions.flatMap(({ judge }) => judge ?? []));
  const byKey = new Map(
    judges.map((judge) => [JSON.stringify([judge.name, judge.model, judge.rubric]), judge]),
  );
  return [...byKey]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([, { name, model, rubric }]) => ({ name, model, rubric }));
}

function baselineOf({ prompt, model }: TestedPrompt, { comparison }: TestReport): Evaluation['baseline'] {
  if (!comparison) return null;
  const rows = comparison.rows.filter((row) => row.prompt === prompt && row.model === model);
  return {
    name: comparison.base,
    commit: comparison.commit,
    rows: rows.map(({ metric, verdict, margin, delta }) => ({ metric, verdict, margin, difference: delta })),
  };
}
