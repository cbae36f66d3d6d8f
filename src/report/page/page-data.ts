import type { CiReport } from '../../commands/ci-report.ts';
import type { PageReport } from '../../commands/report.ts';
import type { TestReport } from '../../evals/report.ts';
import { type HostFinding, hostFindings } from '../host-findings.ts';
import { noHistory, type PageData, type PageFinding, type PageReview } from './data.ts';
import { packSize } from './pack.ts';

/** What a page shows of a report, beside its cases; and the run these are of: null where none was made. */
export function pageData(report: TestReport | CiReport | PageReport): {
  readonly data: PageData;
  readonly run: TestReport | null;
} {
  const page =
    report.kind === 'page' ? report : { shown: report, history: noHistory, notes: [] as readonly string[] };
  const { shown } = page;
  const run = shown.kind === 'ci' ? shown.parts.test : shown;
  const data = {
    title: `promptops ${shown.kind}: ${shown.verdict}`,
    review: shown.kind === 'ci' ? reviewOf(shown) : null,
    test: run && withoutCases(run, page.notes),
    history: page.history,
    cases: run?.results.length ?? 0,
    packSize,
  };
  return { data, run };
}

function withoutCases({ results: _, ...test }: TestReport, notes: readonly string[]): PageData['test'] {
  return { ...test, notes: [...test.notes, ...notes] };
}

function reviewOf(report: CiReport): PageReview {
  const { verdict, informational, reasons, source, compared, prompts, gates, notes } = report;
  const findings = hostFindings(report)
    .map(findingOf)
    .sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
  return { verdict, informational, reasons, source, compared, prompts, gates, notes, findings };
}

const levels: readonly HostFinding['level'][] = ['error', 'warning', 'note'];

const findingOf = ({ id, level, message, prompt, path, range, hint }: HostFinding): PageFinding => ({
  id,
  level,
  message,
  prompt,
  path,
  hint,
  line: range.line,
});
