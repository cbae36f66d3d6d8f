import type { LintConfigReport } from '../../commands/lint-config.ts';
import { PromptopsError } from '../../errors.ts';
import type { Document } from '../document.ts';
import type { Report } from '../report.ts';

export type Format =
  | 'terminal'
  | 'markdown'
  | 'json'
  | 'junit'
  | 'sarif'
  | 'github'
  | 'gitlab'
  | 'csv'
  | 'html';

export type FormatStyle = {
  readonly color: boolean;
  readonly columns: number;
  /** The built page that HTML reports are shown in, read when one is asked for; absent: there is no HTML. */
  readonly page?: () => Promise<string>;
};

/** A report as text in a format. People's formats draw its document; machines' formats read the report itself. */
export async function formatReport(report: Report, format: string, style: FormatStyle): Promise<string> {
  // Made to be read by programs and people who compare: it has no other look.
  if (report.kind === 'lint-config') return (await import('./json.ts')).printJson(report);
  // Markdown already, and inert: what is shown is what would be posted.
  if (report.kind === 'comment' && report.verdict === 'dry-run' && isForPeople(format)) return report.body;
  switch (format) {
    case 'terminal':
      return (await import('./terminal.ts')).drawTerminal(await documentOf(report), style);
    case 'markdown':
      return (await import('./markdown.ts')).drawMarkdown(await documentOf(report));
    case 'json':
      return (await import('./json.ts')).printJson(report);
    case 'junit':
      if (report.kind === 'test' || report.kind === 'ci')
        return (await import('./junit.ts')).formatJunit(report);
      break;
    case 'html':
      if ((report.kind === 'test' || report.kind === 'ci' || report.kind === 'page') && style.page)
        return (await import('./html.ts')).formatHtml(report, await style.page());
      break;
    case 'csv':
      if (report.kind === 'cost') return (await import('./csv.ts')).formatCsv(report);
      break;
    case 'sarif':
      if (report.kind === 'lint' || report.kind === 'diff' || report.kind === 'ci')
        return (await import('./sarif.ts')).formatSarif(report);
      break;
    case 'github':
      if (report.kind === 'lint' || report.kind === 'test' || report.kind === 'diff' || report.kind === 'ci')
        return (await import('./github.ts')).formatGithub(report);
      break;
    case 'gitlab':
      if (report.kind === 'lint' || report.kind === 'diff' || report.kind === 'ci')
        return (await import('./gitlab.ts')).formatGitlab(report);
      break;
  }
  throw new PromptopsError('usage', `A ${report.kind} report has no format "${format}".`);
}

/** The same in pieces, to be written one after the other: JSON of ten thousand cases is never one text. */
export async function formatInPieces(
  report: Report,
  format: string,
  style: FormatStyle,
): Promise<Iterable<string>> {
  if (format === 'json') return (await import('./json.ts')).printedPieces(report);
  return [await formatReport(report, format, style)];
}

const isForPeople = (format: string): boolean => format === 'terminal' || format === 'markdown';

/** A report as people read it. */
export async function documentOf(report: Exclude<Report, LintConfigReport>): Promise<Document> {
  switch (report.kind) {
    case 'test':
      return (await import('../documents/test.ts')).testDocument(report);
    case 'ci':
      return (await import('../documents/ci.ts')).ciDocument(report);
    case 'test-plan':
      return (await import('../documents/test-plan.ts')).testPlanDocument(report);
    case 'lint':
      return (await import('../documents/lint.ts')).lintDocument(report);
    case 'diff':
      return (await import('../documents/diff.ts')).diffDocument(report);
    case 'log':
      return (await import('../documents/log.ts')).logDocument(report);
    case 'cost':
      return (await import('../documents/cost.ts')).costDocument(report);
    case 'cost-spent':
      return (await import('../documents/cost-spent.ts')).costSpentDocument(report);
    case 'list':
      return (await import('../documents/list.ts')).listDocument(report);
    case 'show':
      return (await import('../documents/show.ts')).showDocument(report);
    case 'page':
      return (await import('../documents/page.ts')).pageDocument(report);
    case 'fmt':
      return (await import('../documents/fmt.ts')).fmtDocument(report);
    case 'codegen':
      return (await import('../documents/codegen.ts')).codegenDocument(report);
    case 'api':
      return (await import('../documents/api.ts')).apiDocument(report);
    case 'git':
      return (await import('../documents/git.ts')).gitDocument(report);
    case 'publish':
      return (await import('../documents/publish.ts')).publishDocument(report);
    case 'keys':
      return (await import('../documents/keys.ts')).keysDocument(report);
    case 'audit':
      return (await import('../documents/audit.ts')).auditDocument(report);
    case 'channel':
      return (await import('../documents/channel.ts')).channelDocument(report);
    case 'drift':
      return (await import('../documents/drift.ts')).driftDocument(report);
    case 'verify':
      return (await import('../documents/verify.ts')).verifyDocument(report);
    case 'init':
      return (await import('../documents/init.ts')).initDocument(report);
    case 'prices':
      return (await import('../documents/prices.ts')).pricesDocument(report);
    case 'prices-verify':
      return (await import('../documents/prices.ts')).pricesVerifyDocument(report);
    case 'prices-diff':
      return (await import('../documents/prices.ts')).pricesDiffDocument(report);
    case 'judge-calibration':
      return (await import('../documents/judge-calibration.ts')).calibrationDocument(report);
    case 'comment':
      return (await import('../documents/comment.ts')).commentDocument(report);
    case 'doctor':
      return (await import('../documents/doctor.ts')).doctorDocument(report);
    case 'rules':
      return (await import('../documents/explain.ts')).rulesDocument(report);
    case 'explain-assertion':
      return (await import('../documents/explain-assertion.ts')).explainAssertionDocument(report);
    case 'explain-change':
      return (await import('../documents/explain-change.ts')).explainChangeDocument(report);
    case 'explain-finding':
      return (await import('../documents/explain-finding.ts')).explainFindingDocument(report);
    case 'explain':
      return (await import('../documents/explain.ts')).explainDocument(report);
  }
}
