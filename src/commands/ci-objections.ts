import { exitCodeOf, type PromptopsError } from '../errors.ts';
import type { Objection } from '../gate/judge-ci.ts';
import type { GateVerdict, TestDecision } from '../gate/judge-tests.ts';
import type { Finding } from '../model/finding.ts';
import type { CiParts } from './ci-prompts.ts';
import type { CiPolicy, CiPrompt } from './ci-report.ts';

/** A part that could not be run, as a finding and as what was thrown. */
export type Failure = {
  readonly part: string;
  readonly finding: Finding;
  readonly error: PromptopsError;
};

type Known = {
  readonly policy: CiPolicy;
  readonly parts: CiParts;
  readonly prompts: readonly CiPrompt[];
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
  /** What the tests say of the answers there are; null: nothing was tested. */
  readonly decision: TestDecision | null;
};

/** All that stands against a change, part by part. */
export const objectionsOf = (known: Known): readonly Objection[] => [
  // Nothing that is thrown is a yes.
  ...known.failures.map(
    ({ finding, error }): Objection => ({ exitCode: exitCodeOf(error) || 70, reason: finding.message }),
  ),
  ...ofPrompts(known),
  ...ofLint(known),
  ...ofDiff(known),
  ...ofCost(known),
  ...ofTests(known),
];

function ofPrompts({ prompts, findings }: Known): readonly Objection[] {
  const broken = prompts.filter(({ verdict }) => verdict === 'broken').map(({ prompt }) => prompt);
  const found = (id: string) =>
    findings.filter((finding) => finding.id === id).flatMap(({ prompt }) => prompt ?? []);
  return [
    ...about(broken, { exitCode: 2 }, 'cannot be read', 'cannot be read'),
    ...about(found('prompt-untested'), { exitCode: 1 }, 'changes and has no case', 'change and have no case'),
    ...about(
      found('not-evaluated'),
      { exitCode: 3, isMissing: true },
      'was not evaluated',
      'were not evaluated',
    ),
  ];
}

const mostNamed = 3;

function about(
  prompts: readonly string[],
  objection: Omit<Objection, 'reason'>,
  one: string,
  several: string,
): readonly Objection[] {
  const [first] = prompts;
  if (first === undefined) return [];
  const more = prompts.length > mostNamed ? ', …' : '';
  const names = prompts.slice(0, mostNamed).join(', ') + more;
  const reason =
    prompts.length === 1 ? `"${first}" ${one}.` : `${prompts.length} prompts ${several}: ${names}.`;
  return [{ ...objection, reason }];
}

function ofLint({ parts: { lint } }: Known): readonly Objection[] {
  if (lint === null || lint.exitCode === 0) return [];
  const { errors } = lint.totals;
  return [{ exitCode: lint.exitCode, reason: `Lint found ${errors} ${errors === 1 ? 'error' : 'errors'}.` }];
}

function ofDiff({ parts: { diff }, findings, policy }: Known): readonly Objection[] {
  // What cannot be read is told of by the prompts; here it matters where a gate cannot be answered.
  const failed = policy.approvedBy === null ? failedGates(diff?.gates) : [];
  const recordings =
    policy.approvedBy === null ? findings.filter(({ id }) => id === 'recording-changed') : [];
  return [
    ...failed.map(
      ({ want, got, scope }): Objection => ({
        exitCode: 1,
        reason: `A gate on changes${inScope(scope)} does not hold: ${want} is wanted, there is ${got}.`,
      }),
    ),
    ...(diff?.exitCode === 3
      ? [{ exitCode: 3, reason: 'A gate on changes has no answer: the base cannot be read.' } as const]
      : []),
    ...(recordings.length > 0
      ? [
          {
            exitCode: 1,
            reason: `${recordings.length} recorded ${recordings.length === 1 ? 'answer changes' : 'answers change'} though nothing else was asked.`,
          } as const,
        ]
      : []),
  ];
}

const failedGates = (gates: readonly GateVerdict[] = []): readonly GateVerdict[] =>
  gates.filter(({ passed, level }) => !passed && level === 'block');

const inScope = (scope: string): string => (scope === '**' ? '' : ` of "${scope}"`);

function ofCost({ parts: { cost } }: Known): readonly Objection[] {
  if (cost === null || cost.exitCode === 0) return [];
  return orElse(gateObjections(failedGates(cost.gates), cost.exitCode), cost.exitCode, 'Costs do not hold.');
}

const gateObjections = (
  gates: readonly GateVerdict[],
  exitCode: Objection['exitCode'],
): readonly Objection[] =>
  gates.map(({ gate, scope, want, got }) => ({
    exitCode,
    reason: `Gate ${gate}${inScope(scope)} does not hold: ${want} is wanted, there is ${got}.`,
  }));

/** A part that says no is never without a reason. */
const orElse = (
  found: readonly Objection[],
  exitCode: Objection['exitCode'],
  reason: string,
): readonly Objection[] => (found.length > 0 ? found : [{ exitCode, reason }]);

/** The tests without what nobody has an answer to, which is told of prompt by prompt. */
function ofTests({ parts: { test, evidence }, prompts, decision }: Known): readonly Objection[] {
  if (test === null || evidence === null || decision === null) return [];
  const { exitCode, gates: judged } = decision;
  const { failed, errored } = test.totals;
  const missed = evidence.groups.reduce((sum, group) => sum + group.missed, 0);
  const broken = failedGates(judged);
  const hasFailed = prompts.some(({ verdict }) => verdict === 'failed');
  const no: readonly Objection[] = [
    ...(failed > 0 && hasFailed
      ? [{ exitCode: 1, reason: `${failed} of ${test.totals.cases} cases fail.` } as const]
      : []),
    ...broken
      .filter(({ gate }) => gate === 'margin')
      .map(({ scope }) => ({ exitCode: 1, reason: `"${scope}" has got worse.` }) as const),
    ...gateObjections(
      broken.filter(({ gate }) => gate !== 'margin'),
      1,
    ),
  ];
  switch (exitCode) {
    case 0:
      return [];
    case 1:
      return orElse(no, 1, 'The tests do not hold.');
    case 130:
    case 143:
      return [{ exitCode, reason: 'The tests were interrupted.' }];
    default: {
      const others = errored - missed;
      const why = evidence.overBudget
        ? 'the budget stopped them'
        : `${others} ${others === 1 ? 'case has' : 'cases have'} no verdict`;
      return [{ exitCode, reason: `The tests are not complete: ${why}.` }, ...no];
    }
  }
}
