import { type ExitCode, worstExit } from '../errors.ts';

/** `ungated`: no config at the base, so that nothing but the defaults was asked. `not-evaluated`: evidence is missing. */
export type CiVerdict =
  | 'passed'
  | 'unchanged'
  | 'ungated'
  | 'not-evaluated'
  | 'failed'
  | 'incomplete'
  | 'invalid'
  | 'interrupted';

/** Something that stands against a change. */
export type Objection = {
  readonly exitCode: Exclude<ExitCode, 0>;
  /** A sentence. */
  readonly reason: string;
  /** Evidence is missing, which is held against a change only where evidence is required. */
  readonly isMissing?: true;
};

export type CiEvidence = {
  readonly objections: readonly Objection[];
  /** Prompts that the change reaches. */
  readonly prompts: number;
  /** There is a config at the base. */
  readonly configured: boolean;
  readonly requireEvals: boolean;
  /** Say what is wrong, and fail nobody. */
  readonly informational: boolean;
};

export type CiDecision = {
  readonly verdict: CiVerdict;
  readonly exitCode: ExitCode;
  readonly reasons: readonly string[];
};

const order: readonly ExitCode[] = [70, 130, 143, 2, 3, 1];

/**
 * One verdict over all parts, and one exit code: the worst of what they object. Missing evidence is never a pass: where
 * it is not required the code is 0, and the verdict says what is missing all the same.
 */
export function judgeCi(evidence: CiEvidence): CiDecision {
  const { objections, requireEvals, informational } = evidence;
  const counting = objections.filter(({ isMissing }) => !isMissing || requireEvals);
  const worst = worstExit(counting.map(({ exitCode }) => exitCode));
  const sorted = [...objections].sort((a, b) => order.indexOf(a.exitCode) - order.indexOf(b.exitCode));
  return {
    verdict: verdictOf(evidence, counting, worst),
    exitCode: informational && [1, 2, 3].includes(worst) ? 0 : worst,
    reasons: sorted.map(({ reason }) => reason),
  };
}

function verdictOf(
  { objections, prompts, configured }: CiEvidence,
  counting: readonly Objection[],
  worst: ExitCode,
): CiVerdict {
  switch (worst) {
    case 0:
      if (objections.length > 0) return 'not-evaluated';
      if (!configured) return 'ungated';
      return prompts === 0 ? 'unchanged' : 'passed';
    case 1:
      return 'failed';
    case 2:
      return 'invalid';
    case 3:
      return counting.every(({ exitCode, isMissing }) => exitCode !== 3 || isMissing)
        ? 'not-evaluated'
        : 'incomplete';
    default:
      return 'interrupted';
  }
}
