import type { RuleNote } from '../lint/report.ts';
import { type CiRule, ciRules } from './ci-rules.ts';
import type { Context } from './context.ts';
import { explainHead } from './explain-head.ts';
import type { ReportHead } from './report-head.ts';

export type ExplainFindingReport = ReportHead<'explain-finding', 'explained'> & {
  readonly finding: RuleNote;
};

/** What `ci` finds that is no rule of lint and no kind of change: why it stands there, and what to do about it. */
export const explainFinding = async (id: CiRule, context: Context): Promise<ExplainFindingReport> => ({
  kind: 'explain-finding',
  ...(await explainHead(context)),
  finding: { id, ...ciRules[id] },
});
