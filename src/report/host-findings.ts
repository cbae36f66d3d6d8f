import type { CiReport } from '../commands/ci-report.ts';
import type { Level } from '../diff/change.ts';
import type { DiffReport, Problem, ReportedChange } from '../diff/report.ts';
import type { LintReport, RuleNote } from '../lint/report.ts';
import type { Finding } from '../model/finding.ts';

/** How code hosts rank what was found. */
export type HostLevel = 'error' | 'warning' | 'note';

/** What a code host shows: a finding, or a change. */
export type HostFinding = Omit<Finding, 'level'> & {
  readonly level: HostLevel;
  readonly excused?: string | null;
  readonly approval?: { readonly reason: string };
};

export type HostRule = Omit<RuleNote, 'level'> & { readonly level: HostLevel };

/** Everything a code host can show of a report at a place in a file. */
export function hostFindings(report: LintReport | DiffReport | CiReport): readonly HostFinding[] {
  switch (report.kind) {
    case 'lint':
      return report.findings;
    case 'diff':
      return [...report.problems.map(problemFinding), ...report.changes.map(changeFinding)];
    case 'ci':
      return [
        ...report.findings,
        ...(report.parts.lint ? hostFindings(report.parts.lint).filter(isNews) : []),
        // What cannot be read is a finding of its lint.
        ...(report.parts.diff ? report.parts.diff.changes.map(changeFinding).map(passing(report)) : []),
      ];
  }
}

/** That a recording does not fit is told once for its prompt, by what could not be evaluated. */
export const isNews = ({ id }: Pick<Finding, 'id'>): boolean => id !== 'recordings/stale';

/** The rules of these findings, as far as they are explained. */
export function hostRules(report: LintReport | DiffReport | CiReport): readonly HostRule[] {
  switch (report.kind) {
    case 'lint':
      return report.rules;
    case 'diff':
      return report.rules.map(({ id, level, summary, why, advice }) => ({
        id,
        level: hostLevels[level],
        summary,
        why,
        fix: advice,
      }));
    case 'ci': {
      const { lint, diff } = report.parts;
      const all = [report.rules, lint ? hostRules(lint) : [], diff ? hostRules(diff) : []].flat();
      return [...new Map(all.map((rule) => [rule.id, rule])).values()];
    }
  }
}

const hostLevels: Readonly<Record<Level, HostLevel>> = {
  breaking: 'error',
  dangerous: 'warning',
  safe: 'note',
};

/** What cannot be read, and so was not compared: an error of the head, or what the head put right. */
function problemFinding({ side, prompt, rule, message, path, line }: Problem): HostFinding {
  const isHead = side === 'after';
  return {
    id: rule,
    level: isHead ? 'error' : 'warning',
    message: isHead ? message : `${message} That was at the base: nobody can tell what changed here.`,
    prompt,
    path,
    range: { line, column: 1, endLine: line, endColumn: 1 },
    fingerprint: ['problem', side, rule, path, message].join(' '),
    hint: null,
    help: `promptops explain ${rule}`,
  };
}

/** A change as a finding; one that reaches several prompts says which. */
function changeFinding(change: ReportedChange): HostFinding {
  const { message, prompt, prompts } = change;
  const reached = prompt === null && prompts.length > 1 ? ` It reaches ${prompts.length} prompts.` : '';
  return { ...change, level: hostLevels[change.level], message: message + reached };
}

/** A breaking change that no gate stops is no error. */
function passing({ parts, policy }: CiReport): (finding: HostFinding) => HostFinding {
  const isStopped = parts.diff?.exitCode === 1 && policy.approvedBy === null;
  return (finding) => (finding.level === 'error' && !isStopped ? { ...finding, level: 'warning' } : finding);
}
