import { type ExitCode, worstExit } from '../errors.ts';
import type { Gate } from '../model/gates.ts';
import type { RowVerdict } from './judge-comparison.ts';

/** What a run of tests says, as numbers: one group per prompt, model and dataset entry. */
export type TestEvidence = {
  readonly groups: readonly EvidenceGroup[];
  /** Cases of the plan that were never asked: the run was stopped. */
  readonly unasked: number;
  /** The budget ended it: no error rate excuses that. */
  readonly overBudget: boolean;
  /** How the run stands to its base; null: it is compared with nothing. */
  readonly compared: ComparedEvidence | null;
  /** The signal that ended the run; null: none did. */
  readonly interrupted: 'SIGINT' | 'SIGTERM' | null;
};

export type ComparedEvidence = {
  readonly rows: readonly {
    readonly prompt: string;
    readonly model: string;
    readonly verdict: RowVerdict;
    readonly level: 'block' | 'warn';
    readonly margin: number;
    /** Here less base; null: too few cases. */
    readonly delta: number | null;
  }[];
  /** Inconclusive fails. */
  readonly strict: boolean;
  /** Cases the base has no answer to. */
  readonly unanswered: number;
  /** Failed answers to critical cases of which nobody could be asked whether they really broke. */
  readonly suspects: number;
  /** Prompts with a failed case that is in no comparison. */
  readonly apart: readonly string[];
};

export type EvidenceGroup = {
  readonly prompt: string;
  readonly model: string;
  /** The dataset entry these rows come from and the share that must pass; null: single cases, or every row must. */
  readonly dataset: { readonly name: string; readonly passRate: number } | null;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  /** Errored because nothing is recorded; no error rate excuses these. */
  readonly missed: number;
  /** Errored because of what the user wrote, found only while running. */
  readonly invalid: number;
  /** Failed cases marked `critical`. */
  readonly critical: number;
};

export type GateVerdict = {
  readonly gate: string;
  readonly scope: string;
  readonly level: 'block' | 'warn';
  readonly passed: boolean;
  readonly want: string;
  readonly got: string;
  readonly message: string | null;
};

export type TestDecision = {
  readonly verdict: 'passed' | 'failed' | 'incomplete' | 'interrupted';
  readonly exitCode: ExitCode;
  readonly gates: readonly GateVerdict[];
};

type Counts = Pick<EvidenceGroup, 'passed' | 'failed' | 'errored'>;

/**
 * What `test` exits with. 1: a case failed, or, where a blocking gate sets a `passRate`, the rate lies below it; a
 * dataset entry with a `passRate` of its own is held to that, model by model, and to nothing else; a failed `critical`
 * case always counts. Compared with a base, a failed case counts only where it is in no comparison; what decides is
 * whether a prompt has regressed. 3: a case has no verdict, unless a `maxErrorRate` allows as many. An incomplete run with a
 * failed critical case stays 1.
 */
export function judgeTests(
  evidence: TestEvidence,
  gates: readonly Gate[],
  matches: (scope: string, prompt: string) => boolean,
): TestDecision {
  const { compared } = evidence;
  const inScope = (gate: Gate) => evidence.groups.filter(({ prompt }) => matches(gate.scope, prompt));
  const rates = gates.flatMap((gate) => passRateOf(gate, inScope(gate)));
  const errors = gates.flatMap((gate) => errorRateOf(gate, inScope(gate)));
  const datasets = evidence.groups.flatMap(datasetOf);
  const margins = compared?.rows.map((row) => marginVerdict(row, compared.strict)) ?? [];
  const blocked = [...rates, ...datasets, ...margins].some(
    ({ passed, level }) => !passed && level === 'block',
  );
  const covers = (group: EvidenceGroup) => (gate: Gate) =>
    gate.passRate !== undefined && gate.level === 'block' && matches(gate.scope, group.prompt);
  const ungated = evidence.groups.some(
    (group) =>
      group.failed > 0 &&
      group.dataset === null &&
      !gates.some(covers(group)) &&
      (compared === null || compared.apart.includes(group.prompt)),
  );
  const suspects = compared?.suspects ?? 0;
  const critical = evidence.groups.reduce((all, group) => all + group.critical, 0) > suspects;
  const excused = (group: EvidenceGroup) =>
    group.missed === 0 && isExcused(group, errors, (scope) => matches(scope, group.prompt));
  const unanswered = evidence.groups.some((group) => group.errored > 0 && !excused(group));
  const codes: ExitCode[] = [
    blocked || ungated || critical ? 1 : 0,
    unanswered || evidence.unasked > 0 || evidence.overBudget || isOpen(compared) ? 3 : 0,
    evidence.groups.some((group) => group.invalid > 0) ? 2 : 0,
    evidence.interrupted === null ? 0 : evidence.interrupted === 'SIGINT' ? 130 : 143,
  ];
  const worst = worstExit(codes);
  const exitCode = worst === 3 && critical ? 1 : worst;
  return { verdict: verdictOf(exitCode), exitCode, gates: [...rates, ...errors, ...datasets, ...margins] };
}

/** A prompt on a model against its base; a drop is printed as it is, not as it was held to be. */
function marginVerdict(
  { prompt, model, verdict, level, margin, delta }: ComparedEvidence['rows'][number],
  strict: boolean,
): GateVerdict {
  return {
    gate: 'margin',
    scope: prompt,
    level,
    passed: verdict !== 'regressed' && !(strict && verdict === 'inconclusive'),
    want: `a drop of at most ${margin}`,
    got: `${verdict}, ${delta === null ? 'too few cases' : delta}`,
    message: `Compared with the base on ${model}`,
  };
}

const isOpen = (compared: ComparedEvidence | null): boolean =>
  compared !== null && (compared.unanswered > 0 || compared.suspects > 0);

function verdictOf(exitCode: ExitCode): TestDecision['verdict'] {
  if (exitCode === 0) return 'passed';
  if (exitCode === 1) return 'failed';
  return exitCode === 130 || exitCode === 143 ? 'interrupted' : 'incomplete';
}

function passRateOf(gate: Gate, groups: readonly EvidenceGroup[]): GateVerdict[] {
  if (gate.passRate === undefined) return [];
  const counts = sum(groups.filter(({ dataset }) => dataset === null));
  return counts.passed + counts.failed + counts.errored === 0
    ? []
    : [{ ...passRate(gate.passRate, counts), scope: gate.scope, level: gate.level, message: gate.message }];
}

function errorRateOf(gate: Gate, groups: readonly EvidenceGroup[]): GateVerdict[] {
  if (gate.maxErrorRate === undefined) return [];
  const counts = sum(groups);
  const all = counts.passed + counts.failed + counts.errored;
  if (all === 0) return [];
  const rate = counts.errored / all;
  return [
    {
      gate: 'maxErrorRate',
      scope: gate.scope,
      level: gate.level,
      passed: rate <= gate.maxErrorRate,
      want: String(gate.maxErrorRate),
      got: String(Math.ceil(rate * 10_000) / 10_000),
      message: gate.message,
    },
  ];
}

function datasetOf(group: EvidenceGroup): GateVerdict[] {
  if (group.dataset === null) return [];
  const { name, passRate: want } = group.dataset;
  return [
    {
      ...passRate(want, group),
      scope: `${group.prompt}:${name}`,
      level: 'block',
      message: `Rows of dataset "${name}" on ${group.model}`,
    },
  ];
}

/** Errors are no verdict and stand on neither side of the rate; the printed rate is never rounded up to the wanted one. */
function passRate(
  want: number,
  { passed, failed }: Counts,
): Pick<GateVerdict, 'gate' | 'passed' | 'want' | 'got'> {
  const scored = passed + failed;
  if (scored === 0)
    return { gate: 'passRate', passed: false, want: String(want), got: 'no case has a verdict' };
  const rate = passed / scored;
  return {
    gate: 'passRate',
    passed: rate >= want,
    want: String(want),
    got: String(Math.floor(rate * 10_000) / 10_000),
  };
}

/** The errors of a group are within some stated rate, and over none. A gate that only warns decides nothing. */
function isExcused(
  group: EvidenceGroup,
  rates: readonly GateVerdict[],
  covers: (scope: string) => boolean,
): boolean {
  const stated = rates.filter(({ scope, level }) => level === 'block' && covers(scope));
  return group.errored === 0 || (stated.length > 0 && stated.every(({ passed }) => passed));
}

function sum(groups: readonly Counts[]): Counts {
  const counts = { passed: 0, failed: 0, errored: 0 };
  for (const group of groups) {
    counts.passed += group.passed;
    counts.failed += group.failed;
    counts.errored += group.errored;
  }
  return counts;
}
