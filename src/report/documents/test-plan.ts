import type { TestPlanReport } from '../../commands/test-plan.ts';
import { type Block, counted, type Document, group, line, muted, plain, strong } from '../document.ts';
import { describeAmounts, describeCalls, describeEstimate } from '../estimate.ts';

/** What a run would ask, what it would cost, and what it could see. */
export function testPlanDocument(report: TestPlanReport): Document {
  const { jobs, cases, models, replay, estimate, notes } = report;
  return {
    title: 'promptops test: plan',
    blocks: [
      line(
        strong(counted(jobs, 'answer')),
        plain(`  ${counted(cases, 'case')} on ${models.length > 0 ? models.join(', ') : 'no model'}`),
        muted(`  replay ${replay}`),
      ),
      ...(estimate && estimate.calls > 0 ? [estimateTable(estimate)] : []),
      line(plain(asking(report))),
      ...baselineBlocks(report),
      ...neededBlocks(report),
      ...group(
        'Notes',
        notes.map((text) => [plain(text)]),
      ),
    ],
  };
}

const asking = ({ replay, estimate }: TestPlanReport): string =>
  estimate
    ? estimate.calls === 0
      ? 'Asks nobody: every answer is at hand.'
      : describeEstimate(estimate)
    : unaskable(replay);

const unaskable = (replay: string): string =>
  replay === 'strict'
    ? 'Asks nobody: every answer must be recorded.'
    : 'Asks nobody: no key is set, or what is asked is free.';

const estimateTable = ({ rows }: NonNullable<TestPlanReport['estimate']>): Block => ({
  type: 'table',
  columns: [
    { title: 'Prompt', align: 'left', shrinks: true },
    { title: 'Model', align: 'left', shrinks: true },
    { title: 'Asks for', align: 'left' },
    { title: 'Cost', align: 'left' },
  ],
  rows: rows.map((row) => [
    [strong(row.prompt)],
    [plain(row.model)],
    [plain(row.calls === 0 ? 'nothing' : describeCalls([row]))],
    [plain(row.calls === 0 ? '' : describeAmounts(row.usd, row.mostUsd))],
  ]),
});

function baselineBlocks({ baseline }: TestPlanReport): readonly Block[] {
  if (!baseline) return [];
  const { base, compared, left, again } = baseline;
  const more = again > 0 ? ` A case that breaks is asked ${again} times more.` : '';
  return [line(plain(`Compared with ${base}: ${counted(compared, 'case')}, ${left} not.${more}`))];
}

function neededBlocks({ needed: { passRate, repeat, drops } }: TestPlanReport): readonly Block[] {
  const asked = repeat === 1 ? 'once' : `${repeat} times`;
  const list = drops.map(
    ({ drop, cases }) => `${cases.toLocaleString('en-US')} for ${(drop * 100).toFixed(0)} points`,
  );
  return [
    line(
      muted(
        `To see a drop from ${(passRate * 100).toFixed(0)} % four times in five takes, asked ${asked}: ${list.join(', ')}.`,
      ),
    ),
  ];
}
