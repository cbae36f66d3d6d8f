import type { ExitCode } from '../errors.ts';
import type { ReportSource } from '../evals/report.ts';

/** What every report starts with. */
export type ReportHead<Kind extends string, Verdict extends string> = {
  readonly kind: Kind;
  readonly schemaVersion: 1;
  /** Name and version of the tool that made it. */
  readonly tool: string;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly source: ReportSource;
};
