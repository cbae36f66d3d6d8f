import type { CiReport } from '../../commands/ci-report.ts';
import type { Outcome, ReportedCase, TestReport } from '../../evals/report.ts';
import type { HostFinding } from '../host-findings.ts';

/** What a page shows, but its cases: these stand packed beside it. */
export type PageData = {
  readonly title: string;
  /** Of a change as a whole; null: the page shows a run alone. */
  readonly review: PageReview | null;
  readonly test: PageTest | null;
  readonly history: History;
  /** How many cases the page holds, and how many in each pack of details. */
  readonly cases: number;
  readonly packSize: number;
};

export type PageTest = Omit<TestReport, 'results'>;

export type PageReview = Pick<
  CiReport,
  'verdict' | 'informational' | 'reasons' | 'source' | 'compared' | 'prompts' | 'gates' | 'notes'
> & {
  /** What lint, the comparison and the whole found, worst first. */
  readonly findings: readonly PageFinding[];
};

export type PageFinding = Pick<HostFinding, 'id' | 'level' | 'message' | 'prompt' | 'path' | 'hint'> & {
  readonly line: number;
};

/** A case as the list shows it and filters look at it. */
export type CaseRow = Pick<
  ReportedCase,
  'prompt' | 'case' | 'model' | 'locale' | 'variant' | 'repeat' | 'outcome' | 'score' | 'costUsd' | 'tags'
> & {
  /** How it was answered at the base; null: it is compared with nothing. */
  readonly base: Outcome | null;
  readonly baseScore: number | null;
  readonly baseUsd: string | null;
  /** The base gave another answer. */
  readonly isOther: boolean;
  readonly isCritical: boolean;
  /** The case passes and fails, on one and the same request. */
  readonly isFlaky: boolean;
  /** Why it did not pass, in a line; empty: it did. */
  readonly why: string;
};

/** One run, or one commit's recordings. */
export type Point = {
  /** Id of the run or the commit. */
  readonly id: string;
  /** What is known of it in a few words: the commit's subject, the run's selection. */
  readonly about: string;
  /** ISO 8601. */
  readonly at: string;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  /** USD of all answers, replayed ones at the price of asking again; null: unknown. */
  readonly costUsd: string | null;
  readonly prompts: readonly {
    readonly prompt: string;
    readonly model: string;
    readonly passed: number;
    readonly failed: number;
  }[];
};

/** Oldest first. */
export type History = { readonly runs: readonly Point[]; readonly commits: readonly Point[] };

export const noHistory: History = { runs: [], commits: [] };
