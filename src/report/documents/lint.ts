import type { LintReport } from '../../lint/report.ts';
import type { Finding } from '../../model/finding.ts';
import {
  type Block,
  bad,
  code,
  counted,
  type Document,
  good,
  type Line,
  line,
  muted,
  plain,
  prose,
  strong,
  warn,
} from '../document.ts';

/** Findings by file, each with its place and rule, then what was checked. */
export function lintDocument(report: LintReport): Document {
  const hasFindings = report.findings.length > 0;
  return {
    title: `promptops lint: ${report.verdict}`,
    blocks: [
      ...findingBlocks(report.findings),
      ...fixBlocks(report.fixes),
      ...report.notes.map((note) => line(muted(note))),
      ...(hasFindings ? [line(plain(''))] : []),
      totalsLine(report),
      ...(hasFindings ? [line(muted('What a rule means:  '), code('promptops explain <rule>'))] : []),
    ],
  };
}

/** Findings, a section for each file. */
export function findingBlocks(findings: readonly Finding[]): readonly Block[] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) files.set(finding.path, [...(files.get(finding.path) ?? []), finding]);
  return [...files].map(([path, found]) => fileSection(path, found));
}

function fileSection(path: string, findings: readonly Finding[]): Block {
  const rows = findings.map((finding): readonly Line[] => [
    [muted(`${path}:${finding.range.line}:${finding.range.column}`)],
    [finding.level === 'error' ? bad('error') : warn('warning')],
    [
      plain(finding.message),
      ...(finding.hint ? [prose(` ${finding.hint}`, 'muted')] : []),
      plain('  '),
      muted(finding.id),
    ],
  ]);
  const items = rows.map((cells) =>
    cells.flatMap((cell, index) => (index === 0 ? cell : [plain('  '), ...cell])),
  );
  const blocks: readonly Block[] = [{ type: 'list', items }];
  return { type: 'section', title: [strong(path)], blocks, detail: true };
}

/** What was mended, by file; on a dry run the patch says it. */
function fixBlocks(fixes: LintReport['fixes']): readonly Block[] {
  if (!fixes) return [];
  if (fixes.fixed.length === 0) return [line(plain('Nothing to mend: no finding has a safe repair.'))];
  const verb = fixes.dryRun ? 'Would mend' : 'Mended';
  const items = fixes.fixed.map(
    ({ path, range, what, id }): Line => [
      good('✔ '),
      muted(`${path}:${range.line}:${range.column}`),
      plain(`  ${what}  `),
      muted(id),
    ],
  );
  const title = `${verb} ${counted(fixes.fixed.length, 'finding')} in ${counted(fixes.files.length, 'file')}`;
  const patches = fixes.dryRun ? fixes.files : [];
  return [
    { type: 'section', title: [strong(title)], blocks: [{ type: 'list', items }] },
    ...patches.map(({ patch }): Block => ({ type: 'patch', text: `\n${patch}` })),
    line(plain('')),
  ];
}

function totalsLine({ checked, totals, verdict, maxWarnings }: LintReport): Block {
  const found = `${counted(totals.errors, 'error')}, ${counted(totals.warnings, 'warning')}`;
  const limit = maxWarnings === null ? '' : ` (at most ${maxWarnings} allowed)`;
  return line(
    verdict === 'passed' ? good('✔ passed') : bad('✖ failed'),
    strong(`  ${found}${limit}`),
    muted(
      `  ${counted(checked.prompts, 'prompt')}, ${counted(checked.testFiles, 'test file')}, ${counted(checked.cases, 'case')} checked`,
    ),
  );
}
