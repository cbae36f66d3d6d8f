import type { PromptCost } from '../cost/report.ts';
import type { DiffedPrompt, DiffReport } from '../diff/report.ts';
import type { ComparedRow } from '../evals/comparison/comparison.ts';
import { type EvidenceGroup, judgeTests, type TestEvidence } from '../gate/judge-tests.ts';
import type { LintReport } from '../lint/report.ts';
import type { Gate } from '../model/gates.ts';
import { groupBy } from '../model/group.ts';
import { byCodePoint } from '../model/order.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { isInScope, isUsable, judgeAnswered } from './ci-parts.ts';
import type { CiPrompt, CiReport } from './ci-report.ts';
import type { CiSides } from './ci-sides.ts';

/** What the parts found out, as far as they could be run. `evidence` null: nothing was tested. */
export type CiParts = CiReport['parts'] & {
  readonly evidence: TestEvidence | null;
  /** The tests could not be run, so that nobody knows what they would say. */
  readonly isUntold: boolean;
};

/** A line for every prompt that the change reaches, those that are gone included. */
export function rowsOf({ base, head }: CiSides, parts: CiParts): readonly CiPrompt[] {
  const known: Known = {
    diffed: new Map((parts.diff?.prompts ?? []).map((diffed) => [diffed.prompt, diffed])),
    counts: countsOf(parts.diff),
    findings: groupBy(parts.lint?.findings ?? [], ({ prompt }) => prompt ?? ''),
    groups: groupBy(parts.evidence?.groups ?? [], ({ prompt }) => prompt),
    compared: groupBy(parts.test?.comparison?.rows ?? [], ({ prompt }) => prompt),
    costs: new Map((parts.cost?.prompts ?? []).map((cost) => [cost.prompt, cost])),
    judge: (prompt) => judgeOne(parts, prompt, head.project.config.gates),
  };
  const gone = base.project.prompts.filter(({ id }) => known.diffed.get(id)?.state === 'removed');
  const rows = [
    ...head.project.prompts.map((file) => rowOf(file, known, true)),
    ...gone.map((file) => rowOf(file, known, false)),
  ];
  return rows.sort((a, b) => byCodePoint(a.prompt, b.prompt));
}

type Known = {
  readonly diffed: ReadonlyMap<string, DiffedPrompt>;
  readonly counts: ReadonlyMap<string, CiPrompt['changes']>;
  readonly findings: ReadonlyMap<string, LintReport['findings']>;
  readonly groups: ReadonlyMap<string, readonly EvidenceGroup[]>;
  readonly compared: ReadonlyMap<string, readonly ComparedRow[]>;
  readonly costs: ReadonlyMap<string, PromptCost>;
  judge(prompt: string): CiPrompt['verdict'];
};

function rowOf(file: PromptFile, known: Known, isThere: boolean): CiPrompt {
  const { id, path, metadata } = file;
  const diffed = known.diffed.get(id);
  const cost = known.costs.get(id);
  const tests = testsOf(known.groups.get(id) ?? [], known.compared.get(id) ?? []);
  const state = isThere && !isUsable(file) ? 'broken' : (diffed?.state ?? 'unchanged');
  const levelled = (known.findings.get(id) ?? []).map(({ level }) => level);
  return {
    prompt: id,
    path,
    from: diffed?.from ?? null,
    state,
    status: metadata.status,
    level: diffed?.level ?? null,
    changes: known.counts.get(id) ?? noChanges,
    bump: diffed?.bump ?? 'none',
    lint: {
      errors: levelled.filter((level) => level === 'error').length,
      warnings: levelled.filter((level) => level === 'warning').length,
    },
    tests,
    tokens: cost ? { base: cost.base?.inputTokens ?? null, head: isThere ? cost.input.tokens : null } : null,
    cost: cost?.delta ? { unit: cost.delta.unit, usd: cost.delta.usd } : null,
    verdict: state === 'broken' || state === 'removed' ? state : known.judge(id),
  };
}

const noChanges = { breaking: 0, dangerous: 0, safe: 0 };

/** Changes by the prompts they reach; those that are excused do not count. */
function countsOf(diff: DiffReport | null): ReadonlyMap<string, CiPrompt['changes']> {
  const counts = new Map<string, { breaking: number; dangerous: number; safe: number }>();
  for (const { level, prompts, excused } of diff?.changes ?? []) {
    if (excused !== null) continue;
    for (const prompt of prompts) {
      const count = counts.get(prompt) ?? { ...noChanges };
      count[level] += 1;
      counts.set(prompt, count);
    }
  }
  return counts;
}

const worstFirst = ['regressed', 'inconclusive', 'no-worse', 'improved', 'unchanged'] as const;

function testsOf(groups: readonly EvidenceGroup[], compared: readonly ComparedRow[]): CiPrompt['tests'] {
  if (groups.length === 0) return null;
  const sum = (key: 'passed' | 'failed' | 'errored' | 'missed') =>
    groups.reduce((total, group) => total + group[key], 0);
  const [passed, failed, errored] = [sum('passed'), sum('failed'), sum('errored')];
  return {
    cases: passed + failed + errored,
    passed,
    failed,
    errored,
    missed: sum('missed'),
    compared: worstFirst.find((verdict) => compared.some((row) => row.verdict === verdict)) ?? null,
  };
}

/** What the tests say of one prompt alone. A failure weighs more than an answer that is missing beside it. */
function judgeOne(
  { evidence, isUntold }: CiParts,
  prompt: string,
  gates: readonly Gate[],
): 'passed' | 'failed' | 'not-evaluated' | 'untested' {
  const groups = evidence?.groups.filter((group) => group.prompt === prompt) ?? [];
  const hasCases = groups.some(({ passed, failed, errored }) => passed + failed + errored > 0);
  if (evidence === null || !hasCases) return isUntold ? 'not-evaluated' : 'untested';
  const { compared } = evidence;
  const rows = compared?.rows.filter((row) => row.prompt === prompt) ?? [];
  const own: TestEvidence = {
    groups,
    unasked: 0,
    overBudget: false,
    interrupted: null,
    compared: compared && { ...compared, rows },
  };
  if (judgeAnswered(own, gates).exitCode === 1) return 'failed';
  return judgeTests(own, gates, isInScope).exitCode === 0 ? 'passed' : 'not-evaluated';
}
