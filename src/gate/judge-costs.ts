import { type ExitCode, worstExit } from '../errors.ts';
import type { Gate } from '../model/gates.ts';
import type { Budgets } from '../model/prompt-file.ts';
import type { GateVerdict } from './judge-tests.ts';

/** What `cost` knows of a prompt, in dollars and tokens. */
export type CostEvidence = {
  readonly prompt: string;
  readonly budgets: Budgets;
  /** False: its model, or that of the base, has no price. */
  readonly priced: boolean;
  readonly perCallUsd: number | null;
  /** null: nobody knows how often it is called. */
  readonly monthlyUsd: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null: there is nothing to compare with. `usd` is a month's, null without traffic; `pct` null: it cost nothing. */
  readonly increase: { readonly usd: number | null; readonly pct: number | null } | null;
  readonly baseMonthlyUsd: number | null;
};

export type CostDecision = {
  readonly verdict: 'passed' | 'failed' | 'incomplete';
  readonly exitCode: ExitCode;
  readonly gates: readonly GateVerdict[];
};

type Level = GateVerdict['level'];

/** From which level on a broken limit fails the command. */
export type CostFailOn = Level | 'none';

type Limits = NonNullable<Gate['cost']>;

/** One limit over some prompts; `from` names a prompt's own budget. */
type Demand = {
  readonly limits: Limits;
  readonly scope: string;
  readonly level: Level;
  readonly message: string | null;
  readonly on: readonly CostEvidence[];
};

/** `null`: nothing to hold the limit to. `unknown`: nobody can say whether it holds. */
type Got = number | null | 'unpriced' | 'no traffic';

/** A limit that each prompt keeps for itself. */
type Check = {
  readonly key: string;
  readonly write: (value: number) => string;
  readonly got: (evidence: CostEvidence, limits: Limits) => Got;
};

const usd = (value: number): string =>
  `$${String(Number(value.toPrecision(9))).replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ',')}`;
const pct = (value: number): string => `${value > 0 ? '+' : ''}${Number(value.toFixed(2))} %`;
const tokens = (value: number): string => `${value} tokens`;

/** An increase that is worth a word. Without traffic nobody knows that it is small. */
const isQuiet = ({ increase }: CostEvidence, { floorUsd }: Limits): boolean =>
  floorUsd !== undefined && increase?.usd != null && increase.usd < floorUsd;

const priced =
  (got: Check['got']): Check['got'] =>
  (evidence, limits) =>
    evidence.priced ? got(evidence, limits) : 'unpriced';

const increased =
  (key: 'usd' | 'pct'): Check['got'] =>
  (evidence, limits) => {
    if (evidence.increase === null || isQuiet(evidence, limits)) return null;
    const { [key]: increase, usd: monthly } = evidence.increase;
    return increase ?? (key === 'usd' && monthly === null ? 'no traffic' : null);
  };

const checks: readonly Check[] = [
  { key: 'maxIncreasePct', write: pct, got: priced(increased('pct')) },
  { key: 'maxIncreaseUsd', write: usd, got: priced(increased('usd')) },
  { key: 'maxCostPerCallUsd', write: usd, got: priced(({ perCallUsd }) => perCallUsd) },
  { key: 'maxInputTokens', write: tokens, got: ({ inputTokens }) => inputTokens },
  { key: 'outputTokens', write: tokens, got: ({ outputTokens }) => outputTokens },
];

/**
 * What `cost` exits with: 1 where a limit of the level `failOn` or above does not hold, 3 where nobody can say, because
 * a prompt is unpriced or no traffic is known. Increases are each prompt's own, a `monthlyUsd` is that of all prompts
 * in scope together and fires when it is crossed: what was above it before is said and not failed again.
 */
export function judgeCosts(
  evidence: readonly CostEvidence[],
  gates: readonly Gate[],
  matches: (scope: string, prompt: string) => boolean,
  failOn: CostFailOn,
): CostDecision {
  const demands = [
    ...gates.flatMap(({ scope, level, message, cost }): Demand[] =>
      cost
        ? [
            {
              limits: cost,
              scope,
              level,
              message,
              on: evidence.filter(({ prompt }) => matches(scope, prompt)),
            },
          ]
        : [],
    ),
    ...evidence.flatMap(ownDemand),
  ].filter(({ on }) => on.length > 0);
  const judged = demands.flatMap((demand) => [
    ...checks.flatMap((check) => judge(check, demand)),
    ...judgeMonth(demand),
  ]);
  const counts = ({ level }: GateVerdict): boolean =>
    failOn !== 'none' && (level === 'block' || failOn === 'warn');
  const broken = judged.filter(({ verdict }) => !verdict.passed && counts(verdict));
  const exitCode = worstExit(broken.map(({ isUnknown }) => (isUnknown ? 3 : 1)));
  return {
    verdict: exitCode === 0 ? 'passed' : exitCode === 1 ? 'failed' : 'incomplete',
    exitCode,
    gates: judged.map(({ verdict }) => verdict),
  };
}

type Judged = { readonly verdict: GateVerdict; readonly isUnknown: boolean };

/** The budgets a prompt sets itself. */
function ownDemand(evidence: CostEvidence): Demand[] {
  const { costUsd, inputTokens, outputTokens, maxIncreasePct } = evidence.budgets;
  const written = Object.entries({
    maxCostPerCallUsd: costUsd,
    maxInputTokens: inputTokens,
    outputTokens,
    maxIncreasePct,
  });
  const limits = Object.fromEntries(written.filter((entry): entry is [string, number] => entry[1] !== null));
  if (Object.keys(limits).length === 0) return [];
  const message = 'The prompt’s own budget';
  return [{ limits, scope: evidence.prompt, level: 'block', message, on: [evidence] }];
}

/** Each prompt that breaks the limit, or of whom nobody can say; else one line: it holds. */
function judge({ key, write, got }: Check, { limits, scope, level, message, on }: Demand): Judged[] {
  const limit = limits[key];
  if (limit === undefined) return [];
  const row = (passed: boolean, about: string, what: string): GateVerdict => ({
    gate: `cost.${key}`,
    scope: about,
    level,
    passed,
    want: `at most ${write(limit)}`,
    got: what,
    message,
  });
  const found = on.map((evidence) => ({ prompt: evidence.prompt, value: got(evidence, limits) }));
  const numbers = found.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const unknown = found.filter(({ value }) => value === 'unpriced');
  const silent = found.filter(({ value }) => value === 'no traffic');
  const broken = found.filter(
    (each): each is { prompt: string; value: number } => Number(each.value) > limit,
  );
  const problems = [
    ...broken.map(({ prompt, value }) => ({ verdict: row(false, prompt, write(value)), isUnknown: false })),
    ...unknown.map(({ prompt }) => ({ verdict: row(false, prompt, 'unpriced'), isUnknown: true })),
  ];
  if (problems.length > 0) return problems;
  if (numbers.length === 0 && silent.length > 0)
    return [{ verdict: row(false, scope, 'no traffic is known'), isUnknown: true }];
  const worst = numbers.length === 0 ? 'nothing to compare' : write(Math.max(...numbers));
  return [{ verdict: row(true, scope, worst), isUnknown: false }];
}

function judgeMonth({ limits, scope, level, message, on }: Demand): Judged[] {
  const limit = limits['monthlyUsd'];
  if (limit === undefined) return [];
  const row = (passed: boolean, got: string): GateVerdict => ({
    gate: 'cost.monthlyUsd',
    scope,
    level,
    passed,
    want: `at most ${usd(limit)}`,
    got,
    message,
  });
  const known = on.flatMap(({ monthlyUsd }) => monthlyUsd ?? []);
  const sum = known.reduce((total, each) => total + each, 0);
  const before = on.reduce((total, { baseMonthlyUsd }) => total + (baseMonthlyUsd ?? 0), 0);
  if (sum > limit) {
    const isCrossed = before <= limit;
    const got = isCrossed ? usd(sum) : `${usd(sum)}, as before: ${usd(before)}`;
    return [{ verdict: row(!isCrossed, got), isUnknown: false }];
  }
  const unpriced = on.filter(({ priced: isPriced }) => !isPriced).map(({ prompt }) => prompt);
  if (unpriced.length > 0)
    return [{ verdict: row(false, `unpriced: ${unpriced.join(', ')}`), isUnknown: true }];
  if (known.length === 0) return [{ verdict: row(false, 'no traffic is known'), isUnknown: true }];
  const silent = on.length - known.length;
  return [
    {
      verdict: row(true, silent > 0 ? `${usd(sum)}, ${silent} without traffic` : usd(sum)),
      isUnknown: false,
    },
  ];
}
