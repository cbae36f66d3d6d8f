import type { CostReport } from '../commands/cost.ts';
import type { DiffReport } from '../diff/report.ts';
import type { TestReport } from '../evals/report.ts';
import type { PostedReport } from './comment/saved-report.ts';

type Parts = {
  readonly diff: DiffReport | null;
  readonly cost: CostReport | null;
  readonly test: TestReport | null;
};

/** What later steps of a workflow read of a report; empty: it says nothing of that. */
export function actionOutputs(report: PostedReport): Readonly<Record<string, string>> {
  const { diff, cost, test } = partsOf(report);
  return {
    breaking: diff === null ? '' : `${diff.totals.breaking}`,
    bump: diff?.bump ?? '',
    regressions: test?.comparison ? `${regressions(test.comparison)}` : '',
    'pass-rate': test === null ? '' : passRate(test.totals),
    'eval-cost-usd': test?.totals.costUsd ?? '',
    'cost-delta-usd': cost?.totals.delta?.usd ?? '',
    'cost-monthly-usd': cost?.totals.monthlyUsd ?? '',
  };
}

const partsOf = (report: PostedReport): Parts =>
  report.kind === 'ci'
    ? report.parts
    : {
        diff: report.kind === 'diff' ? report : null,
        cost: report.kind === 'cost' ? report : null,
        test: report.kind === 'test' ? report : null,
      };

/** Prompts that got worse, each on each of its models. */
const regressions = ({ rows }: NonNullable<TestReport['comparison']>): number =>
  rows.filter(({ verdict }) => verdict === 'regressed').length;

/** Of the cases that were scored, from 0 to 1. */
const passRate = ({ passed, failed }: TestReport['totals']): string =>
  passed + failed === 0 ? '' : `${Number((passed / (passed + failed)).toFixed(4))}`;
