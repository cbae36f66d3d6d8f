import { formatUsd, type Money, parseUsd } from '../meter/money.ts';
import type { Origin, Usage } from '../recordings/interaction.ts';
import type { CaseResult, PromptSummary, Totals } from './report.ts';
import { round, wilson } from './statistics/wilson.ts';

/** Counts of one prompt on one model, apart for each dataset entry (its place in the test file). */
export type Group = {
  readonly prompt: string;
  readonly model: string;
  /** Name of the dataset; null: single cases. */
  readonly dataset: string | null;
  /** `path:line:column` of the dataset entry. */
  readonly entry: string | null;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly missed: number;
  readonly invalid: number;
  readonly critical: number;
  /** Of those that passed, failed and are critical: answered by a fallback model. */
  readonly standIn: { passed: number; failed: number; critical: number };
};

export type Sums = { -readonly [Key in keyof Group]: Group[Key] } & {
  digest: string;
  skipped: number;
  /** Distinct cases: each has exactly one first repeat. */
  cases: number;
  scored: number;
  /** In units of 10^-9, so that the order of adding does not show. */
  score: number;
  usage: Usage | null;
  cost: Money | null;
  origin: Record<Origin, number>;
  replayed: number;
};

/** Adds a result to the sums of its prompt, model and dataset entry. */
export function addTo(sums: Map<string, Sums>, result: CaseResult): void {
  const colon = result.case.indexOf(':');
  const dataset = colon === -1 ? null : result.case.slice(0, colon);
  const entry = dataset === null ? null : `${result.at.path}:${result.at.line}:${result.at.column}`;
  const key = JSON.stringify([result.prompt, result.model, entry ?? '', dataset ?? '']);
  const sum = sums.get(key) ?? emptySums(result, dataset, entry);
  sums.set(key, sum);
  if (result.repeat === 0 && result.outcome !== 'skip') sum.cases += 1;
  sum.passed += result.outcome === 'pass' ? 1 : 0;
  sum.failed += result.outcome === 'fail' ? 1 : 0;
  sum.errored += result.outcome === 'error' ? 1 : 0;
  sum.skipped += result.outcome === 'skip' ? 1 : 0;
  sum.missed += result.error?.code === 'recording-miss' ? 1 : 0;
  sum.invalid += result.error && inputErrors.has(result.error.code) ? 1 : 0;
  sum.critical += result.critical && result.outcome === 'fail' ? 1 : 0;
  if (result.fallback !== undefined) addStandIn(sum.standIn, result);
  if (result.score !== null) {
    sum.scored += 1;
    sum.score += Math.round(result.score * 1e9);
  }
  if (result.usage) sum.usage = sum.usage ? addUsage(sum.usage, result.usage) : result.usage;
  if (result.origin !== null) {
    sum.origin[result.origin] += 1;
    sum.cost = plus(sum.cost, result.costUsd === null ? null : parseUsd(result.costUsd));
    sum.replayed += result.replayed ? 1 : 0;
  }
}

function addStandIn(sum: Group['standIn'], { outcome, critical }: CaseResult): void {
  sum.passed += outcome === 'pass' ? 1 : 0;
  sum.failed += outcome === 'fail' ? 1 : 0;
  sum.critical += critical && outcome === 'fail' ? 1 : 0;
}

/** Errors in what the user wrote: exit code 2, as everywhere. */
const inputErrors: ReadonlySet<string> = new Set([
  'render',
  'invalid-vars',
  'missing-key',
  'missing-package',
  'not-found',
  'unsafe-path',
  'too-large',
  'invalid-project',
  'usage',
]);

const emptySums = (
  { prompt, model, digest }: CaseResult,
  dataset: string | null,
  entry: string | null,
): Sums => ({
  prompt,
  model,
  digest,
  dataset,
  entry,
  passed: 0,
  failed: 0,
  errored: 0,
  skipped: 0,
  missed: 0,
  invalid: 0,
  critical: 0,
  standIn: { passed: 0, failed: 0, critical: 0 },
  cases: 0,
  scored: 0,
  score: 0,
  usage: null,
  cost: 0n,
  origin: { live: 0, sample: 0, import: 0, computed: 0 },
  replayed: 0,
});

export const plus = (a: Money | null, b: Money | null): Money | null =>
  a === null || b === null ? null : a + b;

/** What this run paid for a case: nothing for answers it had already. */
export function paidFor({ origin, replayed, costUsd, paidUsd }: CaseResult): Money | null {
  const paid = paidUsd === undefined ? (origin === null || replayed ? '0' : costUsd) : paidUsd;
  return paid === null ? null : parseUsd(paid);
}

export const addUsage = (a: Usage, b: Usage): Usage => ({
  input: {
    total: a.input.total + b.input.total,
    cacheRead: a.input.cacheRead + b.input.cacheRead,
    cacheWrite: a.input.cacheWrite + b.input.cacheWrite,
  },
  output: { total: a.output.total + b.output.total, reasoning: a.output.reasoning + b.output.reasoning },
});

/** Groups as one: of a prompt and model, or of everything. */
function merge(sums: readonly Sums[]): Omit<Sums, 'prompt' | 'model' | 'digest' | 'dataset' | 'entry'> {
  const total = emptySums({ prompt: '', model: '', digest: '' } as CaseResult, null, null);
  for (const sum of sums) {
    for (const key of counters) total[key] += sum[key];
    for (const origin of origins) total.origin[origin] += sum.origin[origin];
    if (sum.usage) total.usage = total.usage ? addUsage(total.usage, sum.usage) : sum.usage;
    total.cost = plus(total.cost, sum.cost);
  }
  return total;
}

const counters = ['passed', 'failed', 'errored', 'skipped', 'cases', 'scored', 'score', 'replayed'] as const;
const origins = ['live', 'sample', 'import', 'computed'] as const;

const meanScore = ({ score, scored }: Pick<Sums, 'score' | 'scored'>): number | null =>
  scored === 0 ? null : round(score / 1e9 / scored);

const usd = (money: Money | null): string | null => (money === null ? null : formatUsd(money));

export function totalsOf(sums: readonly Sums[], paid: Money | null): Totals {
  const all = merge(sums);
  return {
    cases: all.passed + all.failed + all.errored + all.skipped,
    passed: all.passed,
    failed: all.failed,
    errored: all.errored,
    skipped: all.skipped,
    score: meanScore(all),
    costUsd: usd(paid),
    origin: all.origin,
    replayed: all.replayed,
  };
}

/** The counts a gate looks at. */
export const groupOf = (sums: Sums): Group => ({
  prompt: sums.prompt,
  model: sums.model,
  dataset: sums.dataset,
  entry: sums.entry,
  passed: sums.passed,
  failed: sums.failed,
  errored: sums.errored,
  missed: sums.missed,
  invalid: sums.invalid,
  critical: sums.critical,
  standIn: sums.standIn,
});

/** One line per prompt and model. */
export function summariesOf(sums: readonly Sums[]): readonly PromptSummary[] {
  const groups = new Map<string, Sums[]>();
  for (const sum of sums) {
    const key = JSON.stringify([sum.prompt, sum.model]);
    groups.set(key, [...(groups.get(key) ?? []), sum]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const all = merge(group);
    const judged = all.passed + all.failed;
    const asked = judged + all.errored;
    // Repeats of a case are one trial: the share of the cases that has a verdict.
    const trials = asked === 0 ? 0 : (all.cases * judged) / asked;
    return [
      {
        prompt: first.prompt,
        digest: first.digest,
        model: first.model,
        cases: all.cases,
        passed: all.passed,
        failed: all.failed,
        errored: all.errored,
        skipped: all.skipped,
        replayed: all.replayed,
        passRate: judged === 0 ? null : wilson(all.passed / judged, trials),
        score: meanScore(all),
        usage: all.usage,
        costUsd: usd(all.cost),
        origin: all.origin,
      },
    ];
  });
}
