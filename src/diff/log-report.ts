import type { Fault } from '../model/fault.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Audience, Bump, Level } from './change.ts';
import type { PromptDiff } from './diff-prompt.ts';
import type { DiffReport } from './report.ts';
import { largestBump, worstLevel } from './report.ts';

/** What `promptops log` returns and `--format json` prints. */
export type LogReport = {
  readonly kind: 'log';
  readonly schemaVersion: 1;
  readonly tool: string;
  readonly verdict: 'listed';
  readonly exitCode: 0;
  /** `head`: the commit the history starts at. */
  readonly source: DiffReport['source'];
  /** Id at that commit; of one that is gone, its last. */
  readonly prompt: string;
  /** Newest first; commits that change nothing of the prompt are left out. */
  readonly entries: readonly LogEntry[];
  /** Whether there are older entries that were not asked for. */
  readonly more: boolean;
  readonly notes: readonly string[];
};

/** What one commit did to the prompt. */
export type LogEntry = {
  readonly commit: string;
  /** ISO 8601, with the author's time zone. */
  readonly date: string;
  readonly author: string;
  readonly subject: string;
  /** Id after it; where it removed the prompt, before it. */
  readonly prompt: string;
  /** Id before it, where it is another one. */
  readonly from: string | null;
  readonly state: PromptDiff['state'] | 'unreadable';
  /** It was `status: draft` before: nothing of it counts. */
  readonly draft: boolean;
  readonly level: Level | null;
  readonly bump: Bump;
  /** Worst first. */
  readonly changes: readonly LoggedChange[];
  /** Why the prompt cannot be read after it; null: it can. */
  readonly problem: string | null;
};

export type LoggedChange = {
  readonly id: string;
  readonly level: Level;
  readonly audience: Audience;
  readonly bump: Bump;
  readonly message: string;
  readonly path: string;
  readonly line: number;
};

type Subject = Pick<LogEntry, 'commit' | 'date' | 'author' | 'subject'>;

/** The entry of a commit that left the prompt readable. */
export function entryOf(subject: Subject, diff: PromptDiff): LogEntry {
  const counting = diff.draft ? [] : diff.changes;
  return {
    ...subject,
    prompt: diff.prompt,
    from: diff.from,
    state: diff.state,
    draft: diff.draft,
    level: worstLevel(counting),
    bump: largestBump(counting),
    changes: diff.changes.map(({ id, level, audience, bump, message, path, range }) => {
      return { id, level, audience, bump, message, path, line: range.line };
    }),
    problem: null,
  };
}

/** The entry of a commit that broke the prompt's file: nothing can be compared, and it must not look like no change. */
export function unreadableEntry(subject: Subject, { id, faults }: PromptFile): LogEntry {
  const problem = (faults[0] as Fault | undefined)?.message ?? 'It cannot be read.';
  const nothing = { from: null, draft: false, level: null, bump: 'none', changes: [] } as const;
  return { ...subject, ...nothing, prompt: id, state: 'unreadable', problem };
}
