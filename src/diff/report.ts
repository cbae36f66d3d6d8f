import type { Fault } from '../model/fault.ts';
import { byCodePoint } from '../model/order.ts';
import { type Bump, bumps, type Change, type Level, levels } from './change.ts';
import type { ProjectDiff } from './diff-projects.ts';
import { inOrder, type PromptDiff } from './diff-prompt.ts';
import { type KindNote, kindNotes } from './kind-notes.ts';

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
  /** What the changes that count ask of the next version. */
  readonly bump: Bump;
  readonly totals: Readonly<Record<Level, number>> & { readonly prompts: number };
  readonly prompts: readonly DiffedPrompt[];
  /** Worst first. One that comes through a shared file stands here once. */
  readonly changes: readonly ReportedChange[];
  /** What could not be compared, because it cannot be read. */
  readonly problems: readonly Problem[];
  /** The kinds that were found, explained. */
  readonly rules: readonly KindNote[];
  readonly notes: readonly string[];
};

export type DiffedPrompt = Omit<PromptDiff, 'changes'> & {
  readonly level: Level | null;
  readonly bump: Bump;
  /** Fingerprints. */
  readonly changes: readonly string[];
};

export type ReportedChange = Change & {
  /** Every prompt it reaches. */
  readonly prompts: readonly string[];
  /** Why it does not count; null: it does. */
  readonly excused: 'draft' | null;
};

export type Problem = {
  readonly side: 'before' | 'after';
  readonly prompt: string | null;
  readonly rule: string;
  readonly message: string;
  readonly path: string;
  readonly line: number;
};

export type FailOn = 'breaking' | 'dangerous' | 'any';

/** The whole report: changes merged and ranked, the verdict, the exit code. */
export function buildDiffReport(input: {
  readonly diff: ProjectDiff;
  readonly compared: DiffReport['compared'];
  readonly problems: readonly Problem[];
  readonly tool: string;
  readonly source: DiffReport['source'];
  readonly failOn: FailOn | null;
  /** Any change at all is answered with exit code 1, as by git. */
  readonly exitCode: boolean;
  readonly notes: readonly string[];
}): DiffReport {
  const { diff, compared, problems, tool, source, notes } = input;
  const changes = mergeShared(diff);
  const counting = changes.filter(({ excused }) => excused === null);
  const failed = input.failOn !== null && counting.some(({ level }) => reaches(level, input.failOn ?? 'any'));
  const changed = changes.length > 0;
  return {
    kind: 'diff',
    schemaVersion: 1,
    tool,
    verdict: failed ? 'failed' : changed ? 'changed' : 'unchanged',
    exitCode: exitCodeOf(problems, failed || (input.exitCode && changed), input.failOn !== null),
    source,
    compared,
    level: worstLevel(counting),
    bump: largestBump(counting),
    totals: totalsOf(changes, diff.prompts.length),
    prompts: diff.prompts.map(diffedPrompt),
    changes,
    problems,
    rules: kindNotes(changes),
    notes,
  };
}

/** A broken file at head is the user's to mend; one at base leaves a gate without an answer. */
function exitCodeOf(problems: readonly Problem[], no: boolean, asked: boolean): DiffReport['exitCode'] {
  if (problems.some(({ side }) => side === 'after')) return 2;
  if (no) return 1;
  return problems.length > 0 && asked ? 3 : 0;
}

const reaches = (level: Level, demand: FailOn): boolean =>
  demand === 'any' || levels.indexOf(level) <= levels.indexOf(demand);

/** A change in a file that several prompts share is one change. */
function mergeShared({ prompts, changes: others }: ProjectDiff): readonly ReportedChange[] {
  const merged = new Map<string, ReportedChange>();
  for (const { prompt, draft, changes } of prompts) {
    for (const change of changes) {
      const key = change.prompt === null ? change.fingerprint : `${prompt}\n${change.fingerprint}`;
      const known = merged.get(key);
      const excused = draft && (known?.excused ?? 'draft') === 'draft' ? 'draft' : null;
      merged.set(key, { ...change, prompts: [...(known?.prompts ?? []), prompt], excused });
    }
  }
  const own = others.map((change): ReportedChange => ({ ...change, prompts: [], excused: null }));
  return [...own, ...merged.values()].sort(
    (a, b) => inOrder(a, b) || byCodePoint(a.prompt ?? '', b.prompt ?? ''),
  );
}

function diffedPrompt({ changes, ...diff }: PromptDiff): DiffedPrompt {
  const counting = diff.draft ? [] : changes;
  return {
    ...diff,
    level: worstLevel(counting),
    bump: largestBump(counting),
    changes: changes.map(({ fingerprint }) => fingerprint),
  };
}

/** The worst level among changes; null: there is none. */
export const worstLevel = (changes: readonly Change[]): Level | null =>
  levels.find((level) => changes.some((change) => change.level === level)) ?? null;

/** What changes ask of the next version. */
export const largestBump = (changes: readonly Change[]): Bump =>
  bumps.find((bump) => changes.some((change) => change.bump === bump)) ?? 'none';

function totalsOf(changes: readonly Change[], prompts: number): DiffReport['totals'] {
  const count = (wanted: Level) => changes.filter(({ level }) => level === wanted).length;
  return { prompts, breaking: count('breaking'), dangerous: count('dangerous'), safe: count('safe') };
}

/** Faults as problems of one side. */
export const problemsOf = (
  side: Problem['side'],
  prompt: string | null,
  faults: readonly Fault[],
): readonly Problem[] =>
  faults.map(({ rule, message, at }) => ({ side, prompt, rule, message, path: at.path, line: at.line }));
