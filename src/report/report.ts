import type { ApiReport } from '../commands/api.ts';
import type { AuditReport } from '../commands/audit.ts';
import type { ChannelReport } from '../commands/channel-report.ts';
import type { CiReport } from '../commands/ci-report.ts';
import type { CodegenReport } from '../commands/codegen.ts';
import type { CommentReport } from '../commands/comment.ts';
import type { CostReport } from '../commands/cost.ts';
import type { CostSpentReport } from '../commands/cost-spent.ts';
import type { DoctorReport } from '../commands/doctor.ts';
import type { DriftReport } from '../commands/drift.ts';
import type { ExplainReport, RulesReport } from '../commands/explain.ts';
import type { ExplainAssertionReport } from '../commands/explain-assertion.ts';
import type { ExplainChangeReport } from '../commands/explain-change.ts';
import type { ExplainFindingReport } from '../commands/explain-finding.ts';
import type { FmtReport } from '../commands/fmt.ts';
import type { GitReport } from '../commands/git.ts';
import type { InitReport } from '../commands/init.ts';
import type { CalibrationReport } from '../commands/judge-calibrate.ts';
import type { KeysReport } from '../commands/keys.ts';
import type { LintConfigReport } from '../commands/lint-config.ts';
import type { ListReport } from '../commands/list.ts';
import type { PricesReport } from '../commands/prices.ts';
import type { PricesDiffReport } from '../commands/prices-diff.ts';
import type { PricesVerifyReport } from '../commands/prices-verify.ts';
import type { PublishReport } from '../commands/publish-report.ts';
import type { PageReport } from '../commands/report.ts';
import type { ShowReport } from '../commands/show.ts';
import type { TestPlanReport } from '../commands/test-plan.ts';
import type { VerifyReport } from '../commands/verify.ts';
import type { LogReport } from '../diff/log-report.ts';
import type { DiffReport } from '../diff/report.ts';
import type { TestReport } from '../evals/report.ts';
import type { LintReport } from '../lint/report.ts';

/** Everything a command can return: plain JSON, told apart by `kind`. */
export type Report =
  | TestReport
  | TestPlanReport
  | LintReport
  | DiffReport
  | LogReport
  | LintConfigReport
  | FmtReport
  | CostReport
  | CiReport
  | CostSpentReport
  | ListReport
  | ShowReport
  | PageReport
  | CommentReport
  | PricesReport
  | PricesVerifyReport
  | PricesDiffReport
  | CalibrationReport
  | DoctorReport
  | InitReport
  | GitReport
  | ApiReport
  | CodegenReport
  | PublishReport
  | KeysReport
  | VerifyReport
  | ChannelReport
  | AuditReport
  | DriftReport
  | ExplainReport
  | ExplainAssertionReport
  | ExplainChangeReport
  | ExplainFindingReport
  | RulesReport;
