import type { Report } from '../report.ts';

/** Kinds of report that can be posted. */
export const postedKinds = ['ci', 'test', 'diff', 'cost', 'lint'] as const;

export type PostedReport = Extract<Report, { readonly kind: (typeof postedKinds)[number] }>;

export const isPosted = (report: Report): report is PostedReport =>
  postedKinds.some((kind) => kind === report.kind);

/** The change did not pass, whatever the exit code says of it. */
export const isFailure = ({ verdict, exitCode }: PostedReport): boolean =>
  exitCode !== 0 || verdict === 'failed';

/** There is something to read that was not so before the change. */
export function hasNews(report: PostedReport): boolean {
  if (isFailure(report)) return true;
  switch (report.kind) {
    case 'ci':
      return report.prompts.length > 0 || report.findings.length > 0;
    case 'test':
      return (
        report.comparison?.rows.some(({ verdict }) => verdict !== 'unchanged') ?? report.totals.cases > 0
      );
    case 'diff':
      return report.changes.length > 0 || report.problems.length > 0;
    case 'cost':
      return report.prompts.some(({ status, delta }) => status !== 'kept' || Number(delta?.usd ?? 0) !== 0);
    case 'lint':
      return report.findings.length > 0;
  }
}
