import type { CostSpentReport } from '../../commands/cost-spent.ts';
import {
  type Block,
  counted,
  type Document,
  group,
  type Line,
  line,
  muted,
  plain,
  strong,
} from '../document.ts';
import { showUsd } from '../money-text.ts';

/** What evaluations have cost: runs in their order, then prompts, the dearest first. */
export function costSpentDocument({ runs, prompts, total }: CostSpentReport): Document {
  const title = 'promptops cost spent';
  if (runs.length === 0) return { title, blocks: [line(plain('No run was started here yet.'))] };
  const cells = (spent: { readonly costUsd: string; readonly results: number }): readonly Line[] => [
    [plain(String(spent.results))],
    [plain(showUsd(spent.costUsd))],
  ];
  const byRun: Block = {
    type: 'table',
    columns: [
      { title: 'Run', align: 'left' },
      { title: 'Started', align: 'left', optional: true },
      { title: 'Paid results', align: 'right' },
      { title: 'Cost', align: 'right' },
      { title: 'So far', align: 'right' },
    ],
    rows: runs.map((run) => [
      [plain(run.run)],
      [muted(run.startedAt)],
      ...cells(run),
      [plain(showUsd(run.cumulatedUsd))],
    ]),
  };
  const byPrompt: Block = {
    type: 'table',
    columns: [
      { title: 'Prompt', align: 'left' },
      { title: 'Runs', align: 'right' },
      { title: 'Paid results', align: 'right' },
      { title: 'Cost', align: 'right' },
    ],
    rows: prompts.map((prompt) => [[plain(prompt.prompt)], [plain(String(prompt.runs))], ...cells(prompt)]),
  };
  const unpriced = group(
    'Not in these sums',
    total.unpriced > 0
      ? [[plain(`${counted(total.unpriced, 'result')} of models without a known price`)]]
      : [],
  );
  return {
    title,
    blocks: [
      byRun,
      ...(prompts.length > 0 ? [line(plain('')), byPrompt] : []),
      ...unpriced,
      line(plain('')),
      line(
        strong(showUsd(total.costUsd)),
        muted(`  in ${counted(runs.length, 'run')}; replayed answers cost nothing`),
      ),
    ],
  };
}
