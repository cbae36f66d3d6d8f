import { createSpending, type Spending } from '../evals/spending.ts';
import { readJournal } from '../source/journal-file.ts';
import { readRepository } from '../source/repository.ts';
import { findRoot } from '../source/root.ts';
import { listRuns } from '../source/runs.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import type { ReportHead } from './report-head.ts';

export type CostSpentReport = ReportHead<'cost-spent', 'counted'> & Spending;

/** What evaluations have cost here: the journals of all runs, added up per run and per prompt. */
export const costSpentCommand: Command<object, CostSpentReport> = async (_options, context) => {
  const root = await findRoot(context.cwd);
  const spending = createSpending();
  for (const id of listRuns(root))
    for await (const row of readJournal(root, id, context.note)) spending.add(row);
  return {
    kind: 'cost-spent',
    schemaVersion: 1,
    tool,
    verdict: 'counted',
    exitCode: 0,
    source: await readRepository(root),
    ...spending.read(),
  };
};
