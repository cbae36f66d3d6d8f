import type { CiReport } from '../../commands/ci-report.ts';
import type { DiffReport } from '../../diff/report.ts';
import type { CaseResult, TestReport } from '../../evals/report.ts';
import type { LintReport } from '../../lint/report.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { type HostFinding, hostFindings } from '../host-findings.ts';
import { showUnseen } from '../inert.ts';
import { inRepository } from './sarif.ts';

type Annotation = {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly at: Place;
};

const isAnnotated = (
  finding: HostFinding,
): finding is HostFinding & { readonly level: Annotation['level'] } => finding.level !== 'note';

/** GitHub shows at most ten annotations of a type per step. */
const most = 10;

/**
 * Workflow commands that GitHub turns into annotations: findings of a lint report, breaking and dangerous changes of a
 * diff, failed and errored cases of a test report, and all of them of a ci report. Errors first, of each type those on
 * changed lines; where there are more than ten of a type the tenth says how many are left out.
 */
export function formatGithub(
  report: LintReport | TestReport | DiffReport | CiReport,
  prefix = report.source.prefix ?? '',
): string {
  const all = annotationsOf(report);
  const lines = (['error', 'warning'] as const).flatMap((level) =>
    shorten(all.filter((annotation) => annotation.level === level)),
  );
  return lines.map((annotation) => `${commandOf(annotation, prefix)}\n`).join('');
}

function annotationsOf(report: LintReport | TestReport | DiffReport | CiReport): readonly Annotation[] {
  if (report.kind === 'test') return caseAnnotations(report);
  const found = findingAnnotations(hostFindings(report).filter(({ excused }) => !excused));
  if (report.kind !== 'ci') return found;
  // Missing answers are said once for their prompt.
  const isTold = ({ error }: CaseResult) => error?.code === 'recording-miss';
  const cases = report.parts.test ? caseAnnotations(report.parts.test, isTold) : [];
  const isChanged = changedIn(report);
  const all = [...found, ...cases];
  return [...all.filter(isChanged), ...all.filter((annotation) => !isChanged(annotation))];
}

const changedIn =
  ({ changedLines }: CiReport) =>
  ({ at }: Annotation): boolean =>
    changedLines[at.path]?.some(([first, last]) => at.line <= last && at.endLine >= first) ?? false;

/** GitHub's notices would drown the rest: what is safe is left to the report. */
const findingAnnotations = (findings: readonly HostFinding[]): readonly Annotation[] =>
  findings.filter(isAnnotated).map(({ level, id, message, hint, path, range }) => ({
    level,
    title: id,
    message: hint ? `${message} ${hint}` : message,
    at: { path, ...range },
  }));

const caseAnnotations = (
  { results }: TestReport,
  isTold: (result: CaseResult) => boolean = () => false,
): readonly Annotation[] =>
  results
    .filter((result) => result.outcome === 'fail' || (result.outcome === 'error' && !isTold(result)))
    .map(annotationOf);

function annotationOf(result: CaseResult): Annotation {
  const where = [result.model, result.locale, result.variant].filter((part) => part !== null).join(', ');
  const title = `${result.prompt} · ${result.case} (${where})`;
  if (result.error) {
    const { message, hint } = result.error;
    const at = result.row ?? result.at;
    return { level: 'error', title, message: hint ? `${message} ${hint}` : message, at };
  }
  const failed = result.assertions.filter(({ pass, weight }) => pass === false && weight > 0);
  const lines = failed.map(({ type, message }) => `${type}: ${message}`);
  const [first] = failed;
  return {
    level: 'error',
    title,
    message: lines.length > 0 ? lines.join('\n') : `Score ${result.score ?? 0} is below the threshold.`,
    // One failed assertion is shown at its own line, several at their case; of a dataset's rows each at its own.
    at: result.row ?? (first && failed.length === 1 ? first.at : result.at),
  };
}

function shorten(annotations: readonly Annotation[]): readonly Annotation[] {
  if (annotations.length <= most) return annotations;
  const shown = annotations.slice(0, most - 1);
  const next = annotations[most - 1];
  if (!next) return shown;
  const left = annotations.length - shown.length;
  const what = next.level === 'error' ? 'errors' : 'warnings';
  const message = `${left} more ${what}, the next one at ${formatPlace(next.at)}: ${next.message}`;
  return [...shown, { ...next, title: `${left} more ${what}`, message }];
}

function commandOf({ level, title, message, at }: Annotation, prefix: string): string {
  const properties = [
    ['file', inRepository(prefix, at.path)],
    ['line', at.line],
    ['endLine', at.endLine],
    // GitHub refuses columns of an annotation over several lines.
    ...(at.endLine === at.line
      ? [
          ['col', at.column],
          ['endColumn', Math.max(at.column, at.endColumn)],
        ]
      : []),
    ['title', title],
  ];
  const written = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${level} ${written}::${escapeText(message)}`;
}

const escapeText = (text: string): string =>
  showUnseen(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
