import type { DiffReport } from '../diff/report.ts';
import { PromptopsError } from '../errors.ts';
import { judgeCi } from '../gate/judge-ci.ts';
import type { DiffDemand } from '../gate/judge-diff.ts';
import type { TestDecision } from '../gate/judge-tests.ts';
import { configPath } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Gate } from '../model/gates.ts';
import { fileStart } from '../model/place.ts';
import { readChangedLines } from '../source/changed-lines.ts';
import { tool } from '../version.ts';
import { ciFinding, ciRuleNotes, policyFindings, promptFindings } from './ci-findings.ts';
import { type Failure, objectionsOf } from './ci-objections.ts';
import { costSides, judgeAnswered, lintSides, testSides } from './ci-parts.ts';
import { type CiParts, rowsOf } from './ci-prompts.ts';
import { recordingFindings } from './ci-recordings.ts';
import type { CiGate, CiPolicy, CiReport } from './ci-report.ts';
import { type CiSides, withCiSides } from './ci-sides.ts';
import type { Command, Context } from './context.ts';
import { compareSides } from './diff.ts';

export type CiOptions = {
  /** A ref; absent: what the surroundings choose. */
  readonly base?: string;
  readonly failOn?: DiffDemand;
  /** Ask providers for what is not recorded. */
  readonly live?: boolean;
  /** US dollars this run may spend. */
  readonly maxCost?: number;
  /** A prompt without evidence fails; absent: unless the change comes from a fork. */
  readonly requireEvals?: boolean;
  readonly informational?: boolean;
  /** Setting this label on a pull request accepts what changes. */
  readonly approveLabel?: string;
};

/** Lint, diff, cost and tests of what a change reaches, held to what the base demands. */
export const ciCommand: Command<CiOptions, CiReport> = (options, context) =>
  withCiSides(options.base, context, async (sides) => {
    const policy = policyOf(sides, options);
    const { parts, failures } = await runParts(sides, policy, options, context);
    const prompts = rowsOf(sides, parts);
    const findings = [
      ...policyFindings(sides),
      ...failures.map(({ finding }) => finding),
      ...(await recordingFindings(sides, policy, parts.diff)),
      ...prompts.flatMap((prompt) => promptFindings(prompt, policy)),
    ];
    const { gates } = sides.head.project.config;
    const tests = parts.evidence && judgeAnswered(parts.evidence, gates);
    const objections = objectionsOf({ policy, parts, prompts, findings, failures, decision: tests });
    const { configured, requireEvals } = policy;
    const informational = options.informational ?? false;
    const decision = judgeCi({
      objections,
      prompts: prompts.length,
      configured,
      requireEvals,
      informational,
    });
    const { evidence: _numbers, isUntold: _flag, ...reports } = parts;
    return {
      kind: 'ci',
      schemaVersion: 1,
      tool,
      ...decision,
      source: await sides.source,
      informational,
      compared: { before: sides.comparison.baseName, after: sides.comparison.headName },
      policy,
      prompts,
      gates: gatesOf(parts, tests),
      findings,
      rules: ciRuleNotes(findings),
      changedLines: await changedLines(sides, findings, parts),
      parts: reports,
      notes: [...sides.comparison.notes, ...notesOf(policy, options)],
    };
  });

function policyOf({ commit, configs, pullRequest }: CiSides, options: CiOptions): CiPolicy {
  const fork = pullRequest?.isFork ?? false;
  const { approveLabel, live = false, requireEvals = !fork } = options;
  const hasLabel = approveLabel !== undefined && (pullRequest?.labels.includes(approveLabel) ?? false);
  return {
    commit,
    configured: configs.existed,
    requireEvals,
    // Whoever opens a pull request from a fork spends nobody's money.
    live: live && !fork,
    fork,
    approvedBy: hasLabel ? approveLabel : null,
  };
}

const notesOf = (
  { configured, commit, fork, approvedBy }: CiPolicy,
  { live }: CiOptions,
): readonly string[] => [
  ...(configured
    ? []
    : [
        `Ungated: there is no ${configPath} at the base${commit ? ` (${commit.slice(0, 10)})` : ''}, so the defaults hold.`,
      ]),
  ...(fork && live
    ? ['Not evaluated live: the change comes from a fork. Recorded answers are looked at alone.']
    : []),
  ...(approvedBy === null ? [] : [`The label "${approvedBy}" accepts what changes.`]),
];

/** Each part for itself: one that cannot be run hides no other. */
async function runParts(
  sides: CiSides,
  policy: CiPolicy,
  options: CiOptions,
  context: Context,
): Promise<{ readonly parts: CiParts; readonly failures: readonly Failure[] }> {
  const failures: Failure[] = [];
  const attempt = async <Value>(part: string, run: () => Promise<Value>): Promise<Value | null> => {
    context.emit({ type: 'phase', name: part.replace('The ', '').toLowerCase() });
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof PromptopsError) || error.code === 'interrupted') throw error;
      failures.push({ part, error, finding: failureFinding(part, error) });
      return null;
    }
  };
  const { head, base } = sides;
  const isReached = head.project.prompts.length + base.project.prompts.length > 0;
  const lint = await attempt('Lint', () => lintSides(sides, context));
  const diff = await attempt('The comparison', () => diffOf(sides, options, context));
  const cost = isReached ? await attempt('Costs', () => costSides(sides, context)) : null;
  const replay = policy.live ? 'auto' : 'strict';
  const { maxCost } = options;
  const tests = await attempt('The tests', () =>
    testSides(sides, { replay, ...(maxCost === undefined ? {} : { maxCost }) }, context),
  );
  const evidence = tests?.evidence ?? null;
  const parts = {
    lint,
    diff,
    cost,
    test: tests?.report ?? null,
    evidence,
    isUntold: failures.some(({ part }) => part === 'The tests') || (evidence?.unasked ?? 0) > 0,
  };
  return { parts, failures };
}

/** Gates that head loosens are told from those of the base, which hold. */
const diffOf = (sides: CiSides, { failOn }: CiOptions, context: Context): Promise<DiffReport> => {
  const { head, configs } = sides;
  const { gates } = head.project.config;
  const own = { ...head.project, config: { ...head.project.config, gates: configs.own.gates } };
  const demands: { gates: readonly Gate[]; failOn?: DiffDemand } = { gates, ...(failOn ? { failOn } : {}) };
  return compareSides({ ...sides, head: { ...head, project: own } }, demands, context);
};

function failureFinding(part: string, { message, hint, details }: PromptopsError): Finding {
  const [first] = details;
  const said = first === undefined ? message : `${message} ${first.trim()}`;
  return ciFinding('part-failed', fileStart(configPath), `${part} could not be run: ${said}`, {
    hint,
    detail: part,
  });
}

function gatesOf({ diff, cost }: CiParts, test: TestDecision | null): readonly CiGate[] {
  return [
    ...(diff?.gates ?? []).map((gate) => ({ part: 'diff' as const, ...gate })),
    ...(cost?.gates ?? []).map((gate) => ({ part: 'cost' as const, ...gate })),
    ...(test?.gates ?? []).map((gate) => ({ part: 'test' as const, ...gate })),
  ];
}

/** Files beyond this many are not looked at: nobody sees annotations in all of them. */
const mostFiles = 200;

/** Which of the lines that something is said about are new. */
async function changedLines(
  { root, commit }: CiSides,
  findings: readonly Finding[],
  { lint, diff, test }: CiParts,
): Promise<CiReport['changedLines']> {
  const trouble = (test?.results ?? []).filter(({ outcome }) => outcome === 'fail' || outcome === 'error');
  const all = [
    ...findings,
    ...(lint?.findings ?? []),
    ...(diff?.changes ?? []),
    ...trouble.map(({ at }) => at),
  ];
  const paths = [...new Set(all.map(({ path }) => path))];
  return commit === null ? {} : readChangedLines(root, commit, paths.slice(0, mostFiles));
}
