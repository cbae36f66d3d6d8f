import type { Finding } from '../model/finding.ts';
import type { Project } from '../model/project.ts';
import type { Accepted } from './baseline.ts';
import type { LintedPrompt } from './lint.ts';
import { rules } from './rules/registry.ts';

/** What `promptops lint` returns and `--format json` prints. */
export type LintReport = {
  readonly kind: 'lint';
  readonly schemaVersion: 1;
  readonly tool: string;
  readonly verdict: 'passed' | 'failed';
  /** 2: the config is broken, and so the findings may not be those it asks for. */
  readonly exitCode: 0 | 1 | 2;
  /** As in every report: where the files come from. */
  readonly source: {
    readonly repository: string | null;
    readonly head: string | null;
    readonly dirty: boolean | null;
    readonly base: string | null;
    /** Folder of the project inside the repository; absent or empty: its root. */
    readonly prefix?: string;
  };
  readonly checked: { readonly prompts: number; readonly testFiles: number; readonly cases: number };
  readonly totals: { readonly errors: number; readonly warnings: number };
  /** More warnings than this fail; null: any number passes. */
  readonly maxWarnings: number | null;
  readonly findings: readonly Finding[];
  /** Absent without `--fix`. */
  readonly fixes?: FixNote;
  /** Absent where there is no baseline, or none is asked for. */
  readonly baseline?: BaselineNote;
  /** The rules that found something, explained. */
  readonly rules: readonly RuleNote[];
  /** Things a reader should see. */
  readonly notes: readonly string[];
};

export type RuleNote = {
  readonly id: string;
  readonly level: Finding['level'];
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
};

/** What `--fix` did, or on a dry run would do; the findings of the report are those of the files as they stand. */
export type FixNote = {
  readonly dryRun: boolean;
  readonly fixed: readonly (Pick<Finding, 'id' | 'message' | 'path' | 'range'> & { readonly what: string })[];
  /** Each changed file with the change as a unified patch. */
  readonly files: readonly { readonly path: string; readonly patch: string }[];
};

export type BaselineNote = {
  readonly path: string;
  /** Findings it accepts, which are not reported. */
  readonly accepted: number;
  /** Entries that find nothing any more. */
  readonly stale: readonly Accepted[];
  /** It was written by this run. */
  readonly written: boolean;
};

/** The verdict over findings: errors fail, and so do more warnings than `maxWarnings`. */
export function buildLintReport(input: {
  readonly project: Pick<Project, 'configFile' | 'faults'>;
  readonly prompts: readonly LintedPrompt[];
  readonly findings: readonly Finding[];
  readonly tool: string;
  readonly source: LintReport['source'];
  readonly maxWarnings?: number | null;
  readonly notes?: readonly string[];
  readonly fixes?: FixNote | null;
  readonly baseline?: BaselineNote | null;
  /** Show errors only; warnings are counted, and may be too many, all the same. */
  readonly quiet?: boolean;
}): LintReport {
  const { project, prompts, findings, tool, source, maxWarnings = null, notes = [], fixes, baseline } = input;
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  const failed = errors > 0 || (maxWarnings !== null && warnings > maxWarnings);
  const shown = input.quiet ? findings.filter(({ level }) => level === 'error') : findings;
  return {
    kind: 'lint',
    schemaVersion: 1,
    tool,
    verdict: failed ? 'failed' : 'passed',
    exitCode: isBroken(project) ? 2 : failed ? 1 : 0,
    source,
    checked: checkedIn(prompts),
    totals: { errors, warnings },
    maxWarnings,
    findings: shown,
    ...(fixes ? { fixes } : {}),
    ...(baseline ? { baseline } : {}),
    rules: notesFor(shown),
    notes,
  };
}

const isBroken = ({ configFile, faults }: Pick<Project, 'configFile' | 'faults'>): boolean =>
  faults.some(({ at }) => at.path === configFile?.path);

const checkedIn = (prompts: readonly LintedPrompt[]): LintReport['checked'] => ({
  prompts: prompts.length,
  testFiles: prompts.filter(({ testPath }) => testPath !== null).length,
  cases: prompts.reduce((sum, { cases }) => sum + cases, 0),
});

function notesFor(findings: readonly Finding[]): readonly RuleNote[] {
  const found = new Set(findings.map(({ id }) => id));
  return rules
    .filter(({ id }) => found.has(id))
    .map(({ id, severity, summary, why, fix }) => ({ id, level: severity, summary, why, fix }));
}
