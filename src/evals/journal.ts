import type { CaseResult } from './report.ts';

/** One line of `journal.jsonl`. Every number of a report is recomputed from these rows. */
export type JournalRow =
  | {
      readonly type: 'run';
      readonly version: 1;
      readonly id: string;
      readonly plan: string;
      readonly startedAt: string;
    }
  | { readonly type: 'resumed'; readonly at: string }
  /** The same case as it stood at the base of a comparison; `job` is the one here that it stands beside. */
  | { readonly type: 'base'; readonly job: string; readonly result: CaseResult }
  /** A fresh answer to a case that broke. */
  | {
      readonly type: 'again';
      readonly side: 'base' | 'head';
      readonly job: string;
      readonly result: CaseResult;
    }
  /** A finished case; `job` is its key in the plan. An errored one is run again on resume. */
  | { readonly type: 'case'; readonly job: string; readonly result: CaseResult };

/** The append-only file of one run. `append` returns once the line is handed to the operating system. */
export interface Journal {
  /** Relative to the project root. */
  readonly path: string;
  append(row: JournalRow): void;
  close(): void;
}
