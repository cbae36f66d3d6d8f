import type { Fault } from '../model/fault.ts';
import { byCodePoint } from '../model/order.ts';
import type { Approval } from './approvals.ts';
import { type Bump, bumps, type Change, type Level, levels } from './change.ts';
import type { ProjectDiff } from './diff-projects.ts';
import { inOrder, type PromptDiff } from './diff-prompt.ts';
import { type KindNote, kindNotes } from './kind-notes.ts';
import type { CaseRender, PromptSize, Renders } from './renders.ts';

/** What `promptops diff` returns and `--format json` prints. */
export type DiffReport = {
  readonly kind: 'diff';
  readonly schemaVersion: 1;
  readonly tool: string;
  readonly verdict: 'unchanged' | 'changed' | 'failed';
  readonly exitCode: 0 | 1 | 2 | 3;
  /** As in every report; `head` and `base` are the two commits compared. */
  readonly source: {
    readonly repository: string | null;
    readonly head: string | null;
    readonly dirty: boolean | null;
    readonly base: string | null;
    /** Folder of the project inside the repository; absent or empty: its root. */
    readonly prefix?: string;
  };
  /** What was compared, as people call it. */
  readonly compared: { readonly before: string; readonly after: string };
  /** The worst level of the changes that count; null: there is none. */
  readonly level: Level | null;
  /** What the changes ask of the next version. Those that were approved ask for it all the same: callers approved nothing. */
  readonly bump: Bump;
  readonly totals: Readonly<Record<Level, number>> & {
    readonly prompts: number;
    /** Of the changes, those that do not count. */
    readonly excused: number;
  };
  readonly prompts: readonly DiffedPrompt[];
  /** Golden cases that render otherwise, or that one version cannot render. */
  readonly renders: readonly CaseRender[];
  /** Of the same, those left out. */
  readonly omittedRenders: number;
  /** Every demand that was made of the changes, by the config and by `--fail-on`. */
  readonly gates: readonly GateVerdict[];
  /** Worst first. One that comes through a shared file stands here once. */
  readonly changes: readonly ReportedChange[];
  /** What could not be compared, because it cannot be read. */
  readonly problems: readonly Problem[];
  /** The kinds that were found, explained. */
  readonly rules: readonly KindNote[];
  readonly notes: readonly string[];
};

/** One demand and the answer, as every report with gates has them. */
export type GateVerdict = {
  readonly gate: string;
  readonly scope: string;
  readonly level: 'block' | 'warn';
  readonly passed: boolean;
  readonly want: string;
  readonly got: string;
  readonly message: string | null;
};

export type DiffedPrompt = Omit<PromptDiff, 'changes'> & {
  readonly level: Level | null;
  readonly bump: Bump;
  /** What its golden cases say; null: none was rendered. */
  readonly size: PromptSize | null;
  /** Fingerprints. */
  readonly changes: readonly string[];
};

export type ReportedChange = Change & {
  /** Every prompt it reaches. */
  readonly prompts: readonly string[];
  /** Why it does not count; null: it does. */
  readonly excused: 'draft' | 'approved' | null;
  /** Why it was accepted, and by whom; absent: it was not. */
  readonly approval?: Approval;
};

export type Problem = {
  readonly side: 'before' | 'after';
  readonly prompt: string | null;
  readonly rule: string;
  readonly message: string;
  readonly path: string;
  readonly line: number;
};

/** A change on its way into the report. */
type Excusable = Omit<ReportedChange, 'excused' | 'approval'>;

/** What changed, merged and ranked, before anything is demanded of it. */
export function rankChanges(
  diff: ProjectDiff,
  approvals: ReadonlyMap<string, Approval>,
): readonly ReportedChange[] {
  const drafts = new Set(diff.prompts.filter(({ draft }) => draft).map(({ prompt }) => prompt));
  return mergeShared(diff)
    .map((change): ReportedChange => {
      const approval = approvals.get(change.fingerprint);
      const isDraft = change.prompts.length > 0 && change.prompts.every((prompt) => drafts.has(prompt));
      const excused = isDraft ? 'draft' : approval ? 'approved' : null;
      return { ...change, excused, ...(approval ? { approval } : {}) };
    })
    .sort((a, b) => inOrder(a, b) || byCodePoint(a.prompt ?? '', b.prompt ?? ''));
}

/** The whole report: the verdict, the exit code and what people want to know. */
export function buildDiffReport(input: {
  readonly diff: ProjectDiff;
  readonly changes: readonly ReportedChange[];
  readonly gates: readonly GateVerdict[];
  readonly renders: Renders;
  readonly compared: DiffReport['compared'];
  readonly problems: readonly Problem[];
  readonly tool: string;
  readonly source: DiffReport['source'];
  /** Any change at all is answered with exit code 1, as by git. */
  readonly exitCode: boolean;
  readonly notes: readonly string[];
}): DiffReport {
  const { diff, changes, gates, renders, compared, problems, tool, source, notes } = input;
  const counting = changes.filter(({ excused }) => excused === null);
  const blocking = gates.filter(({ level }) => level === 'block');
  const approved = approvedIn(changes);
  const failed = blocking.some(({ passed }) => !passed);
  const changed = changes.length > 0;
  return {
    kind: 'diff',
    schemaVersion: 1,
    tool,
    verdict: failed ? 'failed' : changed ? 'changed' : 'unchanged',
    exitCode: exitCodeOf(
      problems,
      failed || (input.exitCode && changed),
      input.exitCode || blocking.length > 0,
    ),
    source,
    compared,
    level: worstLevel(counting),
    bump: largestBump(changes.filter(({ excused }) => excused !== 'draft')),
    totals: { ...totalsOf(changes), prompts: diff.prompts.length, excused: changes.length - counting.length },
    gates,
    prompts: diff.prompts.map((prompt) => ({
      ...diffedPrompt(prompt, approved),
      size: renders.sizes.get(prompt.prompt) ?? null,
    })),
    renders: renders.shown,
    omittedRenders: renders.omitted,
    changes,
    problems: onceEach(problems),
    rules: kindNotes(changes),
    notes,
  };
}

/** A broken file at head is the user's to mend; one at base leaves who asks, a gate or `--exit-code`, without an answer. */
function exitCodeOf(problems: readonly Problem[], no: boolean, asked: boolean): DiffReport['exitCode'] {
  if (problems.some(({ side }) => side === 'after')) return 2;
  if (no) return 1;
  return problems.length > 0 && asked ? 3 : 0;
}

/** A change in a file that several prompts share is one change. */
function mergeShared({ prompts, changes: others }: ProjectDiff): readonly Excusable[] {
  const merged = new Map<string, Excusable & { readonly prompts: string[] }>();
  for (const { prompt, changes } of prompts) {
    for (const change of changes) {
      const key = change.prompt === null ? change.fingerprint : `${prompt}\n${change.fingerprint}`;
      const known = merged.get(key);
      if (known) known.prompts.push(prompt);
      else merged.set(key, { ...change, prompts: [prompt] });
    }
  }
  return [...others.map((change) => ({ ...change, prompts: [] })), ...merged.values()];
}

const approvedIn = (changes: readonly ReportedChange[]): ReadonlySet<string> =>
  new Set(changes.filter(({ excused }) => excused === 'approved').map(({ fingerprint }) => fingerprint));

function diffedPrompt(
  { changes, ...diff }: PromptDiff,
  approved: ReadonlySet<string>,
): Omit<DiffedPrompt, 'size'> {
  const open = diff.draft ? [] : changes;
  return {
    ...diff,
    level: worstLevel(open.filter(({ fingerprint }) => !approved.has(fingerprint))),
    bump: largestBump(open),
    changes: changes.map(({ fingerprint }) => fingerprint),
  };
}

/** The worst level among changes; null: there is none. */
export const worstLevel = (changes: readonly Change[]): Level | null =>
  levels.find((level) => changes.some((change) => change.level === level)) ?? null;

/** What changes ask of the next version. */
export const largestBump = (changes: readonly Change[]): Bump =>
  bumps.find((bump) => changes.some((change) => change.bump === bump)) ?? 'none';

function totalsOf(changes: readonly Change[]): Readonly<Record<Level, number>> {
  const count = (wanted: Level) => changes.filter(({ level }) => level === wanted).length;
  return { breaking: count('breaking'), dangerous: count('dangerous'), safe: count('safe') };
}

/** What several prompts are made of is broken once, and belongs to none of them. */
function onceEach(problems: readonly Problem[]): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const { side, prompt, rule, message, path, line } = problem;
    const key = [side, rule, path, line, message].join('\n');
    const known = found.get(key);
    found.set(key, known && known.prompt !== prompt ? { ...problem, prompt: null } : problem);
  }
  return [...found.values()];
}

/** Faults as problems of one side. */
export const problemsOf = (
  side: Problem['side'],
  prompt: string | null,
  faults: readonly Fault[],
): readonly Problem[] =>
  faults.map(({ rule, message, at }) => ({ side, prompt, rule, message, path: at.path, line: at.line }));
