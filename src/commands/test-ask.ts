import type { RunEvent } from '../evals/events.ts';
import type { Journal, JournalRow } from '../evals/journal.ts';
import type { PlannedJobs } from '../evals/plan.ts';
import { type RunEnd, type RunOptions, type RunPorts, runPlan } from '../evals/run.ts';
import type { ReplayMode } from '../model/config.ts';
import type { Context } from './context.ts';
import type { OpenedProject } from './open-project.ts';
import type { Baseline } from './test-baseline.ts';
import type { TestProviders } from './test-providers.ts';

type Run = {
  readonly id: string;
  readonly replay: ReplayMode;
  readonly concurrency: number;
  readonly opened: OpenedProject;
  readonly baseline: Baseline | null;
};

type Ports = { readonly providers: TestProviders; readonly journal: Journal; readonly context: Context };

/** A part of a run: its own cases, those of the base, or fresh answers to cases that broke. */
export type Part = Pick<RunOptions, 'pending' | 'estimate'> & {
  readonly plan: PlannedJobs;
  /** Absent: the run's own. */
  readonly answers?: 'base' | 'fresh';
  /** What stands in the journal in place of the row of a case; all other rows are the run's own. */
  readonly row?: (row: Extract<JournalRow, { type: 'case' }>) => JournalRow;
};

/** Asks the parts of a run one after the other, over one set of sockets, limits and money. */
export function askerOf(run: Run, { providers, journal, context }: Ports): (part: Part) => Promise<RunEnd> {
  const answersOf = ({ answers }: Part): Pick<TestProviders, 'provider'> => {
    if (answers === 'fresh') return providers.over({ mode: 'off' });
    return answers === 'base' && run.baseline ? providers.over(run.baseline.recordings) : providers;
  };
  return async ({ plan, pending, estimate = null, ...part }) => {
    const { provider } = answersOf({ plan, ...part });
    const { id, replay, concurrency, opened } = run;
    return runPlan(
      plan,
      { id, replay, concurrency, config: opened.project.config, estimate, ...(pending ? { pending } : {}) },
      {
        connect: async (model) => provider(model),
        journal: part.row ? journalOf(journal, part.row) : journal,
        emit: part.row ? (event) => isTrouble(event) && context.emit(event) : context.emit,
        now: context.now,
        signal: context.signal,
        redact: providers.redact,
        ...(await scriptsOf(run)),
      },
    );
  };
}

/** At a ref the file on disk is not the one the tests speak of. */
async function scriptsOf({ opened: { root, snapshot, project } }: Run): Promise<Pick<RunPorts, 'runScript'>> {
  if (project.config.code.allow.length === 0 || snapshot.ref !== null) return {};
  const { scriptRunner } = await import('../source/run-script.ts');
  return { runScript: scriptRunner(root) };
}

/** Progress counts the run's own cases. */
const isTrouble = ({ type }: RunEvent): boolean => type === 'retrying' || type === 'stopping';

const journalOf = (journal: Journal, rowFor: NonNullable<Part['row']>): Journal => ({
  path: journal.path,
  append: (row) => {
    if (row.type === 'case') journal.append(rowFor(row));
  },
  close: () => {},
});
