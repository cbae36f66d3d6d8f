import { describe, expect, it } from 'vitest';
import type { CaseRow } from '../../../src/report/page/data.ts';
import { packSize, packsOf, rowsOf } from '../../../src/report/page/pack.ts';
import { type Filter, noFilter, selectCases } from '../../../src/report/page/select-cases.ts';
import { summarise } from '../../../src/report/page/summaries.ts';
import { caseResult } from '../../evals/case-result.ts';
import { pageReport } from '../page-report.ts';
import { reportOf } from '../reports.ts';

const row = (more: Partial<CaseRow> = {}): CaseRow => ({
  prompt: 'a',
  case: 'one',
  model: 'm',
  locale: null,
  variant: null,
  repeat: 0,
  outcome: 'pass',
  score: 1,
  costUsd: '0.1',
  tags: [],
  base: 'pass',
  baseScore: 1,
  baseUsd: '0.1',
  isOther: false,
  isCritical: false,
  isFlaky: false,
  why: '',
  ...more,
});

const rows = [
  row(),
  row({ outcome: 'fail', score: 0.2, base: 'fail', case: 'Two', tags: ['Refund'] }),
  row({ outcome: 'error', score: null, prompt: 'b', costUsd: '0.5' }),
  row({ outcome: 'fail', score: 0.4, isOther: true, isFlaky: true }),
  row({ outcome: 'fail', score: 0.1, isCritical: true }),
  row({ base: 'fail', model: 'n' }),
];

describe('selectCases', () => {
  const table: readonly (readonly [string, Partial<Filter>, readonly number[]])[] = [
    ['what broke first, critical before the rest', {}, [4, 3, 1, 2, 0, 5]],
    ['the order of the files', { order: 'file' }, [0, 1, 2, 3, 4, 5]],
    ['the lowest score first, unscored last', { order: 'score' }, [4, 1, 3, 0, 5, 2]],
    ['the dearest first', { order: 'cost' }, [2, 0, 1, 3, 4, 5]],
    ['an outcome', { outcome: 'fail', order: 'file' }, [1, 3, 4]],
    ['a prompt', { prompt: 'b' }, [2]],
    ['a model and a mark', { model: 'n', mark: 'fixed' }, [5]],
    ['what is flaky', { mark: 'flaky' }, [3]],
    ['words in any case and order', { query: 'REFUND two' }, [1]],
    ['no case', { query: 'refund one' }, []],
  ];
  it.each(table)('lets through %s', (_, filter, expected) => {
    expect(selectCases(rows, { ...noFilter, ...filter }, null)).toEqual(expected);
  });

  it('looks through the whole texts once they are read', () => {
    const texts = rows.map((_, at) => `what case ${at} says`);
    expect(selectCases(rows, { ...noFilter, query: 'case 2' }, texts)).toEqual([2]);
  });
});

describe('rowsOf', () => {
  it('knows a case as flaky whose repeats differ, in the same locale alone', () => {
    const results = [
      caseResult({ case: 'a' }),
      caseResult({ case: 'a', repeat: 1, outcome: 'fail' }),
      caseResult({ case: 'b', locale: 'fr' }),
      caseResult({ case: 'b', locale: 'de', outcome: 'fail' }),
    ];
    expect(rowsOf(reportOf(results)).map(({ isFlaky }) => isFlaky)).toEqual([true, true, false, false]);
  });

  it('loses no case in packs', () => {
    const { results } = pageReport(packSize * 2 + 1);
    const packs = packsOf(results);
    expect(packs.map(({ length }) => length)).toEqual([packSize, packSize, 1]);
    expect(packs.flat()).toEqual(results);
  });
});

describe('summarise', () => {
  it('counts scores in tenths and adds up what a prompt costs more than at the base', () => {
    const report = pageReport(60);
    const [first] = summarise(report, rowsOf(report));
    const own = report.results.filter(
      ({ prompt, model }) => prompt === first?.prompt && model === first.model,
    );
    const scored = own.filter(({ score }) => score !== null);
    expect(first?.scores?.reduce((sum, count) => sum + count, 0)).toBe(scored.length);
    const delta = own.reduce((sum, each) => sum + Number(each.costUsd) - Number(each.base?.costUsd ?? 0), 0);
    expect(Number(first?.deltaUsd)).toBeCloseTo(delta, 12);
  });

  it('puts a full score into the last tenth', () => {
    const report = reportOf([caseResult({ prompt: 'support/reply', score: 1 })]);
    expect(summarise(report, rowsOf(report))[0]?.scores).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});
