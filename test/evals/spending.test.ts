import { expect, it } from 'vitest';
import { createSpending } from '../../src/evals/spending.ts';
import { caseResult, caseRow, runRow } from './case-result.ts';

it('adds up what was paid, per run and per prompt, and counts nothing that was replayed', () => {
  const spending = createSpending();
  spending.add(runRow);
  spending.add(caseRow(caseResult({ costUsd: '0.001' })));
  spending.add(caseRow(caseResult({ case: 'b', costUsd: '0.4', replayed: true })));
  // Two of its three answers were replayed.
  spending.add(caseRow(caseResult({ case: 'c', costUsd: '0.03', paidUsd: '0.01' })));
  spending.add({ ...runRow, id: 'r2' } as typeof runRow);
  spending.add(caseRow(caseResult({ prompt: 'billing/summary', costUsd: '0.5' })));
  spending.add(caseRow(caseResult({ prompt: 'billing/summary', case: 'x', costUsd: null })));
  const again = caseResult({ costUsd: '0.002' });
  spending.add({ type: 'again', side: 'head', job: 'j', result: again });

  const { total, runs, prompts } = spending.read();
  expect(total).toEqual({ results: 5, costUsd: '0.513', unpriced: 1 });
  expect(
    runs.map(({ run, results, costUsd, cumulatedUsd }) => [run, results, costUsd, cumulatedUsd]),
  ).toEqual([
    ['r1', 2, '0.011', '0.011'],
    ['r2', 3, '0.502', '0.513'],
  ]);
  expect(prompts).toEqual([
    { prompt: 'billing/summary', runs: 1, results: 2, costUsd: '0.5', unpriced: 1 },
    { prompt: 'support/reply', runs: 2, results: 3, costUsd: '0.013', unpriced: 0 },
  ]);
});
