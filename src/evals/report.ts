import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import type { Origin, Timing, Usage } from '../recordings/interaction.ts';
import type { ToolCall } from '../render/request.ts';
import type { Comparison } from './comparison/comparison.ts';
import type { Estimate } from './estimate.ts';

export type Outcome = 'pass' | 'fail' | 'error' | 'skip';

/** Where a report's files come from. */
export type ReportSource = {
  readonly repository: string | null;
  /** Commit; null outside a repository or before the first commit. */
  readonly head: string | null;
  readonly dirty: boolean | null;
  readonly base: string | null;
  /** Folder of the project inside the repository, with `/`; absent or empty: its root. */
  readonly prefix?: string;
};

/** What `promptops test` returns and `--format json` prints. */
export type TestReport = {
  readonly kind: 'test';
  readonly schemaVersion: 1;
  readonly tool: string;
  readonly verdict: 'passed' | 'failed' | 'incomplete' | 'interrupted';
  readonly exitCode: number;
  readonly source: ReportSource;
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly durationMs: number;
    readonly replay: string;
    readonly plan: string;
    readonly resumed: boolean;
    /** What this session was thought to cost before it began; null: nothing could be asked. */
    readonly estimate: Estimate | null;
    readonly journal: { readonly path: string; readonly sha256: string; readonly rows: number };
  };
  readonly totals: Totals;
  readonly prompts: readonly PromptSummary[];
  /** Prompts without a case. */
  readonly untested: readonly string[];
  readonly results: readonly ReportedCase[];
  /** Set when `results` leaves out passed cases (over 10,000): how many. */
  readonly omitted: number;
  /** Beside what stood at `--baseline`; null: none was named. */
  readonly comparison: Comparison | null;
  readonly gates: readonly GateResult[];
  readonly findings: readonly Finding[];
  /** Things a reader should see: ignored settings, answers not recorded, dropped journal lines. */
  readonly notes: readonly string[];
};

export type Totals = {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  /** Mean score of the scored cases; null when there is none. */
  readonly score: number | null;
  /** What this run paid: replayed answers cost nothing. Decimal USD; null when a price was unknown. */
  readonly costUsd: string | null;
  /** Answers by who made them. */
  readonly origin: Readonly<Record<Origin, number>>;
  readonly replayed: number;
};

export type PromptSummary = {
  readonly prompt: string;
  readonly digest: string;
  readonly model: string;
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  /** How many of its cases were answered from recordings or the cache alone. */
  readonly replayed: number;
  readonly passRate: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly score: number | null;
  readonly usage: Usage | null;
  readonly costUsd: string | null;
  readonly origin: Readonly<Record<Origin, number>>;
};

/** One case on one model, locale, variant and repeat. */
export type CaseResult = {
  readonly prompt: string;
  readonly case: string;
  readonly description: string | null;
  readonly model: string;
  /** The model that answered in place of `model`, which was out of reach; absent: none did. */
  readonly fallback?: string;
  readonly locale: string | null;
  readonly variant: string | null;
  readonly repeat: number;
  readonly outcome: Outcome;
  readonly critical: boolean;
  readonly tags: readonly string[];
  /** What the case says under `metadata`; absent: nothing. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** null when nothing was scored. */
  readonly score: number | null;
  readonly origin: Origin | null;
  readonly replayed: boolean;
  readonly digest: string;
  /** The last answer's text. */
  readonly output: string | null;
  readonly toolCalls: readonly ToolCall[];
  /**
   * Digest of the case's variables as canonical JSON, sensitive values as their placeholders; of the first request as
   * recordings know it. Absent: it came to neither.
   */
  readonly input?: string;
  readonly request?: string;
  /** ISO date of the oldest of its replayed answers; absent: all were asked for in this run. null: it is not known. */
  readonly recordedAt?: string | null;
  /** Model the provider says answered. */
  readonly returnedModel: string | null;
  readonly usage: Usage | null;
  /** What all its answers cost, replayed ones at the price of asking again. */
  readonly costUsd: string | null;
  /** Set when only some of its answers were asked for in this run, or a model judged it: what was paid. */
  readonly paidUsd?: string | null;
  /** What the models that judged it cost, at the price of asking again; absent: none did. */
  readonly judgeUsd?: string | null;
  readonly timing: Timing | null;
  readonly attempts: number;
  readonly assertions: readonly AssertionResult[];
  /** Why there is no verdict; null unless `outcome` is `error`. */
  readonly error: CaseError | null;
  readonly warnings: readonly string[];
  readonly at: Place;
  /** Of a dataset's row, where the row stands. */
  readonly row?: Place;
};

/** A case in a report, beside what stood at the base where the run is compared with one. */
export type ReportedCase = CaseResult & { readonly base?: BaseAnswer };

/** How the same case was answered at the base. */
export type BaseAnswer = Pick<CaseResult, 'outcome' | 'score' | 'costUsd'> & {
  /** Absent: the same as here. */
  readonly output?: string | null;
};

export type CaseError = {
  /** Error code, or the kind of provider failure. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details: readonly string[];
};

export type AssertionResult = {
  readonly index: number;
  /** With its `not-`. */
  readonly type: string;
  readonly metric: string | null;
  /** null: it could not be evaluated, and the case is an error. */
  readonly pass: boolean | null;
  readonly score: number;
  readonly weight: number;
  readonly threshold: number | null;
  readonly turn: number | null;
  readonly message: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly at: Place;
  /** Who judged, by which rubric; absent: no model did. */
  readonly judge?: { readonly name: string; readonly model: string; readonly rubric: string };
};

export type GateResult = {
  readonly gate: string;
  readonly scope: string;
  readonly level: 'block' | 'warn';
  readonly passed: boolean;
  readonly want: string;
  readonly got: string;
  readonly message: string | null;
};
