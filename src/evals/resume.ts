import { PromptopsError } from '../errors.ts';
import { createIdSet } from '../model/id-set.ts';
import type { JournalRow } from './journal.ts';
import { isOpen } from './stand-in.ts';

/** Which jobs of a run are still to be asked. */
export type Pending = {
  /** The run began before this session. */
  readonly resumed: boolean;
  /** Jobs with a verdict, of the session before. */
  readonly finished: number;
  /** True the first time a job without a verdict is seen. */
  take(job: string): boolean;
};

/** Nothing was done yet. */
export const allPending = (): Pending => {
  const taken = createIdSet();
  return { resumed: false, finished: 0, take: (job) => taken.add(job) };
};

/**
 * What a journal leaves to do, here or (`of`) at the base: passed, failed and skipped cases are not asked again, errored ones
 * and those a fallback answered are. Refuses
 * (`usage`) the journal of another plan, since its answers belong to other questions.
 */
export async function readPending(
  rows: AsyncIterable<JournalRow> | Iterable<JournalRow>,
  plan: string,
  of: 'case' | 'base' = 'case',
): Promise<Pending> {
  const taken = createIdSet();
  let finished = 0;
  let resumed = false;
  for await (const row of rows) {
    if (row.type === 'run') {
      resumed = true;
      if (row.plan !== plan) throw otherPlan(row.id);
    }
    if (row.type === of && !isOpen(row.result) && taken.add(row.job)) finished += 1;
  }
  return { resumed, finished, take: (job) => taken.add(job) };
}

const otherPlan = (id: string): PromptopsError =>
  new PromptopsError(
    'usage',
    `Run "${id}" was planned from other files or flags and cannot be resumed with these.`,
    {
      hint: 'Use the flags it was started with and undo what has changed since, or leave out `--resume` for a new run.',
    },
  );
