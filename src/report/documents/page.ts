import type { PageReport } from '../../commands/report.ts';
import { type Block, counted, type Document, line, muted, plain, strong, warn } from '../document.ts';
import { showUsd } from '../money-text.ts';
import type { Point } from '../page/data.ts';

/** What a page was drawn of, in short: the run, and the runs and commits before it. */
export function pageDocument({ shown, history, notes }: PageReport): Document {
  const run = shown.kind === 'ci' ? shown.parts.test : shown;
  const name = shown.kind === 'ci' ? 'ci' : shown.run.id;
  const passed = run ? `${run.totals.passed} of ${counted(run.totals.cases, 'case')} passed` : 'no case ran';
  return {
    title: `promptops report: ${name}`,
    blocks: [
      line(strong(name), plain(`  ${shown.verdict}  ${passed}`)),
      ...historyTable('Runs here', history.runs),
      ...historyTable('Commits, from their recordings', history.commits),
      ...notes.map((note) => line(muted(note))),
    ],
  };
}

function historyTable(title: string, points: readonly Point[]): readonly Block[] {
  if (points.length === 0) return [];
  const isPriced = points.some(({ costUsd }) => costUsd !== null);
  const table: Block = {
    type: 'table',
    columns: [
      { title: 'When', align: 'left' },
      { title: 'What', align: 'left', shrinks: true },
      { title: 'Passed', align: 'right' },
      { title: 'No verdict', align: 'right', optional: true },
      ...(isPriced ? [{ title: 'Cost', align: 'right', optional: true } as const] : []),
    ],
    rows: points.map(({ id, about, at, passed, failed, errored, costUsd }) => [
      [muted(at.slice(0, 16).replace('T', ' '))],
      [plain(about === '' ? id : `${id.slice(0, 10)} ${about}`)],
      [plain(`${passed} of ${passed + failed}`)],
      [errored > 0 ? warn(String(errored)) : plain('')],
      ...(isPriced ? [[costUsd === null ? muted('unpriced') : plain(showUsd(costUsd))]] : []),
    ]),
  };
  return [{ type: 'section', title: [strong(title)], blocks: [table] }];
}
