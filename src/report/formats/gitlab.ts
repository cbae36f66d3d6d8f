import type { CiReport } from '../../commands/ci-report.ts';
import type { DiffReport } from '../../diff/report.ts';
import type { CaseResult } from '../../evals/report.ts';
import type { LintReport } from '../../lint/report.ts';
import { type HostFinding, type HostLevel, hostFindings } from '../host-findings.ts';
import { showUnseen } from '../inert.ts';
import { printJson } from './json.ts';
import { inRepository } from './sarif.ts';

const severities: Readonly<Record<HostLevel, string>> = { error: 'major', warning: 'minor', note: 'info' };

/** GitLab's code quality report: findings and changes that count, and failed cases, in the paths of the repository. */
export function formatGitlab(report: LintReport | DiffReport | CiReport): string {
  const prefix = report.source.prefix ?? '';
  const findings = hostFindings(report).filter(({ excused }) => !excused);
  const results = report.kind === 'ci' ? (report.parts.test?.results ?? []) : [];
  const failed = results.filter(({ outcome }) => outcome === 'fail');
  const entries = [
    ...findings.map((finding) => entryOf(finding, prefix)),
    ...failed.map((result) => caseEntry(result, prefix)),
  ];
  return printJson(entries);
}

const entryOf = ({ id, level, message, hint, fingerprint, path, range }: HostFinding, prefix: string) => ({
  description: showUnseen(hint ? `${message} ${hint}` : message),
  check_name: id,
  fingerprint,
  severity: severities[level],
  location: { path: inRepository(prefix, path), lines: { begin: range.line, end: range.endLine } },
});

/** A case is known by its name and where it runs. */
function caseEntry({ prompt, case: id, model, locale, variant, repeat, at }: CaseResult, prefix: string) {
  const name = [prompt, id, model, locale, variant, repeat].filter((part) => part !== null).join(' › ');
  return {
    description: showUnseen(`Case "${id}" of "${prompt}" fails on ${model}.`),
    check_name: 'case-failed',
    fingerprint: `case ${name}`,
    severity: 'major',
    location: { path: inRepository(prefix, at.path), lines: { begin: at.line, end: at.endLine } },
  };
}
