import { PromptopsError } from '../errors.ts';
import type { AssertionSpec } from '../model/test-file.ts';
import {
  type Ask,
  assertionErrorCode,
  type Dependency,
  type Score,
  type Scorer,
  type Subject,
} from './assertion.ts';
import { composeScores } from './compose-scores.ts';
import { failureOf } from './provider.ts';
import type { AssertionResult, CaseError, Outcome } from './report.ts';

/** An assertion of a case, ready to run. */
export type PreparedAssertion = {
  readonly spec: AssertionSpec;
  readonly scorer: Scorer;
  /** What its scores depend on beside what is written; absent: nothing. */
  readonly depends?: readonly Dependency[];
};

/** One assertion's result and its part in the case. */
export type ScoredAssertion = {
  readonly result: AssertionResult;
  readonly critical: boolean;
  /** Why it could not be evaluated. */
  readonly error: CaseError | null;
};

export type CaseScore = {
  /** `skip`: everything the case asserts is a measurement, and the answer was replayed. */
  readonly outcome: Outcome;
  /** null when nothing was scored. */
  readonly score: number | null;
  readonly assertions: readonly AssertionResult[];
  readonly error: CaseError | null;
};

/** The door for the assertion of this name in a turn; null: it looks at the whole case. */
export type AskAs = (name: string, turn: number | null) => Ask;

/** Its metric where no other has the same, else index and type: what its questions are recorded under. */
function nameIn(all: readonly PreparedAssertion[], { metric, type }: AssertionSpec, index: number): string {
  const alone = metric !== null && all.filter(({ spec }) => spec.metric === metric).length === 1;
  return alone ? metric : `${index} ${type}`;
}

/** Runs the assertions of one answer, in order. `turn` and the first index go into the results. */
export async function scoreAssertions(
  assertions: readonly PreparedAssertion[],
  subject: Subject,
  askAs: AskAs,
  { turn = null, firstIndex = 0 }: { turn?: number | null; firstIndex?: number } = {},
): Promise<readonly ScoredAssertion[]> {
  const scored: ScoredAssertion[] = [];
  for (const [index, { spec, scorer }] of assertions.entries()) {
    const place = { index: firstIndex + index, turn };
    try {
      const ask = askAs(nameIn(assertions, spec, place.index), turn);
      scored.push(resultOf(spec, await scorer(subject, ask), place));
    } catch (error) {
      // Called off: there is no result.
      if (error instanceof PromptopsError && error.code === 'interrupted') throw error;
      scored.push(errored(spec, error, place));
    }
  }
  return scored;
}

/**
 * One case's outcome from all its assertions: an assertion that could not be evaluated makes the case an error, never
 * a pass and never a fail; else see `composeScores`.
 */
export function composeCase(scored: readonly ScoredAssertion[], threshold: number | null): CaseScore {
  const assertions = scored.map(({ result }) => result);
  const error = scored.find((one) => one.error !== null)?.error ?? null;
  if (error) return { outcome: 'error', score: null, assertions, error };
  const parts = scored.map(({ result: { score, pass, weight }, critical }) => ({
    score,
    pass: pass === true,
    weight,
    critical,
  }));
  if (parts.every(({ weight }) => weight === 0))
    return { outcome: 'skip', score: null, assertions, error: null };
  const { score, pass } = composeScores(parts, threshold);
  return { outcome: pass ? 'pass' : 'fail', score, assertions, error: null };
}

/** Scores a case of one answer. */
export async function scoreCase(
  assertions: readonly PreparedAssertion[],
  subject: Subject,
  askAs: AskAs,
  threshold: number | null,
): Promise<CaseScore> {
  return composeCase(await scoreAssertions(assertions, subject, askAs), threshold);
}

type PlaceInCase = { readonly index: number; readonly turn: number | null };

function resultOf(spec: AssertionSpec, score: Score, place: PlaceInCase): ScoredAssertion {
  const result = resultAt(spec, place, {
    pass: score.pass,
    score: score.score,
    weight: score.uncounted ? 0 : spec.weight,
    message: score.message,
    expected: score.expected ?? null,
    actual: score.actual ?? null,
  });
  const { judge } = score;
  return {
    result: judge ? { ...result, judge } : result,
    critical: spec.critical && !score.uncounted,
    error: null,
  };
}

function errored(spec: AssertionSpec, error: unknown, place: PlaceInCase): ScoredAssertion {
  const message = error instanceof Error ? error.message : String(error);
  const { weight, critical } = spec;
  const result = resultAt(spec, place, {
    pass: null,
    score: 0,
    weight,
    message,
    expected: null,
    actual: null,
  });
  return { result, critical, error: caseError(error, nameOf(spec), message) };
}

function caseError(error: unknown, name: string, message: string): CaseError {
  const ours = error instanceof PromptopsError ? error : null;
  const code = assertionErrorCode(error) ?? failureOf(error)?.kind ?? ours?.code ?? 'assertion-crashed';
  return { code, message: `${name}: ${message}`, hint: ours?.hint ?? null, details: ours?.details ?? [] };
}

const nameOf = ({ negated, type }: AssertionSpec): string => `${negated ? 'not-' : ''}${type}`;

type Said = Pick<AssertionResult, 'pass' | 'score' | 'weight' | 'message' | 'expected' | 'actual'>;

/** Written out key by key: what is spread and added to gets a shape of its own, two kilobytes for every result. */
const resultAt = (spec: AssertionSpec, { index, turn }: PlaceInCase, said: Said): AssertionResult => ({
  index,
  type: nameOf(spec),
  metric: spec.metric,
  threshold: spec.threshold,
  turn,
  at: spec.at,
  pass: said.pass,
  score: said.score,
  weight: said.weight,
  message: said.message,
  expected: said.expected,
  actual: said.actual,
});
