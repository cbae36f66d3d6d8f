import type { Level } from '../diff/change.ts';
import type { DiffReport, ReportedChange } from '../diff/report.ts';

/** How code hosts rank what a diff found. */
export type HostLevel = 'error' | 'warning' | 'note';

const hostLevels: Readonly<Record<Level, HostLevel>> = {
  breaking: 'error',
  dangerous: 'warning',
  safe: 'note',
};

export const hostLevel = (level: Level): HostLevel => hostLevels[level];

/** A change as a finding; one that reaches several prompts says which. */
export function findingOf(change: ReportedChange) {
  const { message, prompt, prompts, hint } = change;
  const reached = prompt === null && prompts.length > 1 ? ` It reaches ${prompts.length} prompts.` : '';
  return { ...change, level: hostLevel(change.level), message: message + reached, hint };
}

/** The kinds of a diff as rules. */
export const ruleNotes = ({ rules }: DiffReport) =>
  rules.map(({ id, level, summary, why, advice }) => ({
    id,
    level: hostLevel(level),
    summary,
    why,
    fix: advice,
  }));
