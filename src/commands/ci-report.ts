import type { Usd } from '../cost/report.ts';
import type { Bump, Level } from '../diff/change.ts';
import type { DiffReport } from '../diff/report.ts';
import type { TestReport } from '../evals/report.ts';
import type { CiVerdict } from '../gate/judge-ci.ts';
import type { GateVerdict } from '../gate/judge-tests.ts';
import type { LintReport, RuleNote } from '../lint/report.ts';
import type { Finding } from '../model/finding.ts';
import type { ChangedLines } from '../source/changed-lines.ts';
import type { CostReport } from './cost.ts';
import type { ReportHead } from './report-head.ts';

/** What `promptops ci` returns: the verdict over a change, and the whole reports it was drawn from. */
export type CiReport = ReportHead<'ci', CiVerdict> & {
  /** What decided, worst first, a sentence each; empty: nothing stood against it. */
  readonly reasons: readonly string[];
  /** The exit code is 0 though the verdict is not. */
  readonly informational: boolean;
  /** What was compared, as people call it. */
  readonly compared: { readonly before: string; readonly after: string };
  readonly policy: CiPolicy;
  /** Every prompt that the change reaches, sorted by id. */
  readonly prompts: readonly CiPrompt[];
  /** Every demand that was made, and by which part. */
  readonly gates: readonly CiGate[];
  /** What only the whole shows; what lint, diff and test find stands in their reports. */
  readonly findings: readonly Finding[];
  /** The rules of these findings, explained. */
  readonly rules: readonly RuleNote[];
  /** Lines that head has and base has not, of files with a finding. */
  readonly changedLines: ChangedLines;
  /** null: it was not run, because there was nothing to do or it could not be. */
  readonly parts: {
    readonly lint: LintReport | null;
    readonly diff: DiffReport | null;
    readonly cost: CostReport | null;
    readonly test: TestReport | null;
  };
  readonly notes: readonly string[];
};

/** By what is judged, and how. */
export type CiPolicy = {
  /** Commit whose config, prices, traffic, baseline, approvals and judges hold; null: before the first one. */
  readonly commit: string | null;
  /** False: there is no promptops.yaml at that commit, and the defaults hold. */
  readonly configured: boolean;
  /** A prompt without evidence fails (exit 3). */
  readonly requireEvals: boolean;
  /** Providers may be asked. */
  readonly live: boolean;
  /** The change comes from a fork. */
  readonly fork: boolean;
  /** Label of the pull request that accepts its changes; null: it has none. */
  readonly approvedBy: string | null;
};

export type CiGate = GateVerdict & { readonly part: 'diff' | 'cost' | 'test' };

/** A prompt in a line of the table. */
export type CiPrompt = {
  readonly prompt: string;
  readonly path: string;
  /** Id at base, where it is another one. */
  readonly from: string | null;
  /** `unchanged`: nothing of it, but something beside it, such as a recording that came new. */
  readonly state: 'added' | 'removed' | 'renamed' | 'changed' | 'unchanged' | 'broken';
  readonly status: 'draft' | 'active' | 'deprecated';
  /** Of the changes that count; null: there is none. */
  readonly level: Level | null;
  readonly changes: Readonly<Record<Level, number>>;
  readonly bump: Bump;
  readonly lint: { readonly errors: number; readonly warnings: number };
  /** null: it has no case that ran. */
  readonly tests: {
    readonly cases: number;
    readonly passed: number;
    readonly failed: number;
    readonly errored: number;
    /** Of the errored: nothing is recorded for what they ask. */
    readonly missed: number;
    /** The worst of its comparisons with the base; null: it is compared with nothing. */
    readonly compared: 'regressed' | 'unchanged' | 'improved' | 'no-worse' | 'inconclusive' | null;
  } | null;
  /** Input tokens of the average call; null: not measured. */
  readonly tokens: { readonly base: number | null; readonly head: number | null } | null;
  /** What it costs more or less; null: nothing to compare, or unpriced. */
  readonly cost: { readonly unit: 'month' | 'thousandCalls'; readonly usd: Usd } | null;
  /** `untested`: an active prompt without a case. `broken`: it cannot be read. */
  readonly verdict: 'passed' | 'failed' | 'not-evaluated' | 'untested' | 'broken' | 'removed';
};
