import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../src/evals/journal.ts';
import type { CaseResult } from '../../src/evals/report.ts';
import { createTally } from '../../src/evals/tally.ts';
import { caseError, caseResult, caseRow, runRow } from './case-result.ts';

function tallyOf(rows: Iterable<JournalRow>) {
  const tally = createTally();
  for (const row of rows) tally.add(row);
  return tally;
}
const seen = (rows: Iterable<JournalRow>) => {
  const tally = tallyOf(rows);
  return JSON.stringify([
    tally.totals(),
    tally.summaries(),
    tally.groups(),
    tally.results(),
    tally.jobs,
    tally.rows,
  ]);
};

const anyResult: fc.Arbitrary<CaseResult> = fc
  .record({
    prompt: fc.constantFrom('a', 'b/c'),
    case: fc.constantFrom('one', 'two', 'tickets:1', 'tickets:2'),
    model: fc.constantFrom('echo/x', 'openai/gpt-4o'),
    repeat: fc.nat(2),
    locale: fc.constantFrom(null, 'fr'),
    outcome: fc.constantFrom('pass' as const, 'fail' as const, 'error' as const, 'skip' as const),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    origin: fc.constantFrom('live' as const, 'sample' as const),
    replayed: fc.boolean(),
    costUsd: fc.constantFrom('0.0001', '0.1', '0.000000000001'),
  })
  .map((more) => caseResult({ ...more, error: more.outcome === 'error' ? caseError('server') : null }));

const byJob = (results: readonly CaseResult[]) => [
  ...new Map(results.map((result) => [JSON.stringify(caseRow(result)).slice(0, 90), result])).values(),
];

describe('createTally', () => {
  it('gives the same numbers in whatever order cases finish', () => {
    fc.assert(
      fc.property(
        fc
          .array(anyResult, { maxLength: 40 })
          .map(byJob)
          .chain((results) =>
            fc.tuple(fc.constant(results), fc.shuffledSubarray(results, { minLength: results.length })),
          ),
        ([results, shuffled]) => {
          expect(seen([runRow, ...shuffled.map(caseRow)])).toBe(seen([runRow, ...results.map(caseRow)]));
        },
      ),
    );
  });

  it('counts, prices and sums what the rows say', () => {
    const tally = tallyOf([
      runRow,
      caseRow(caseResult({ case: 'a' })),
      caseRow(caseResult({ case: 'b', outcome: 'fail', score: 0.5, critical: true })),
      caseRow(caseResult({ case: 'c', replayed: true, origin: 'sample' })),
      caseRow(
        caseResult({
          case: 'd',
          outcome: 'error',
          score: null,
          origin: null,
          usage: null,
          costUsd: '0',
          error: caseError('recording-miss'),
        }),
      ),
      caseRow(
        caseResult({ case: 'e', outcome: 'skip', score: null, origin: null, usage: null, costUsd: '0' }),
      ),
    ]);
    expect(tally.totals()).toEqual({
      cases: 5,
      passed: 2,
      failed: 1,
      errored: 1,
      skipped: 1,
      score: 0.833333,
      costUsd: '0.002',
      origin: { live: 2, sample: 1, import: 0, computed: 0 },
      replayed: 1,
    });
    expect(tally.summaries()).toMatchObject([
      {
        cases: 4,
        passRate: { value: 0.666667 },
        usage: { input: { total: 300 }, output: { total: 60 } },
        costUsd: '0.003',
      },
    ]);
    expect(tally.groups()).toMatchObject([
      { passed: 2, failed: 1, errored: 1, missed: 1, invalid: 0, critical: 1 },
    ]);
  });

  it('an errored case that was asked again counts once, with its last row, and what it cost stays', () => {
    const errored = caseResult({ outcome: 'error', error: caseError('server'), costUsd: '0.5' });
    const tally = tallyOf([
      runRow,
      caseRow(errored),
      { type: 'resumed', at: 'later' },
      caseRow(caseResult({ costUsd: '0.25' })),
    ]);
    expect(tally.totals()).toMatchObject({ cases: 1, passed: 1, errored: 0, costUsd: '0.75' });
    expect(tally.resumed).toBe(true);
    expect(tally.jobs).toBe(1);
    expect(tally.rows).toBe(4);
  });

  it('an unknown price is unknown, unless nothing was paid', () => {
    expect(tallyOf([caseRow(caseResult({ costUsd: null }))]).totals().costUsd).toBeNull();
    expect(tallyOf([caseRow(caseResult({ costUsd: null, replayed: true }))]).totals().costUsd).toBe('0');
    expect(tallyOf([caseRow(caseResult({ costUsd: '3', paidUsd: '1' }))]).totals().costUsd).toBe('1');
  });

  it('repeats of a case are one trial: the interval is no narrower for asking again', () => {
    const cases = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const once = tallyOf(
      cases.map((id) => caseRow(caseResult({ case: id, outcome: id === 'c0' ? 'fail' : 'pass' }))),
    );
    const thrice = tallyOf(
      cases.flatMap((id) =>
        [0, 1, 2].map((repeat) =>
          caseRow(caseResult({ case: id, repeat, outcome: id === 'c0' ? 'fail' : 'pass' })),
        ),
      ),
    );
    expect(thrice.summaries()[0]?.passRate).toEqual(once.summaries()[0]?.passRate);
    expect(thrice.summaries()[0]?.cases).toBe(20);
  });

  it('keeps dataset entries apart', () => {
    const at = { path: 'x.test.yaml', line: 9, column: 3, endLine: 9, endColumn: 4 };
    const tally = tallyOf([
      caseRow(caseResult()),
      caseRow(caseResult({ case: 'tickets:1', at })),
      caseRow(caseResult({ case: 'tickets:2', at, outcome: 'fail' })),
    ]);
    expect(
      tally.groups().map(({ dataset, entry, passed, failed }) => [dataset, entry, passed, failed]),
    ).toEqual([
      [null, null, 1, 0],
      ['tickets', 'x.test.yaml:9:3', 1, 1],
    ]);
    expect(tally.summaries()).toHaveLength(1);
  });

  it('holds every result up to 10,000, beyond that the failed and errored', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      caseRow(caseResult({ case: `c${index}`, outcome: index % 100 === 0 ? 'fail' : 'pass' })),
    );
    expect(tallyOf(rows).results()).toMatchObject({ results: { length: 10_000 }, omitted: 0 });
    const more = [
      ...rows,
      caseRow(caseResult({ case: 'late', outcome: 'error', error: caseError('server') })),
    ];
    expect(tallyOf(more).results()).toMatchObject({ results: { length: 101 }, omitted: 9900 });
    expect(tallyOf([...rows, caseRow(caseResult({ case: 'late' }))]).results()).toMatchObject({
      results: { length: 100 },
      omitted: 9901,
    });
    expect(tallyOf(more).totals()).toMatchObject({ cases: 10_001, passed: 9900, failed: 100, errored: 1 });
  });

  it('puts beside a case how it was answered at the base, the output only where it is another', () => {
    const beside = (result: CaseResult): JournalRow => ({ ...caseRow(result), type: 'base' }) as JournalRow;
    const there = caseResult({ case: 'a', outcome: 'fail', score: 0, output: 'Bye', costUsd: '0.5' });
    const tally = tallyOf([
      runRow,
      caseRow(caseResult({ case: 'a' })),
      caseRow(caseResult({ case: 'b' })),
      caseRow(caseResult({ case: 'new' })),
      beside(caseResult({ case: 'a', outcome: 'error', error: caseError('server') })),
      beside(there),
      beside(caseResult({ case: 'b' })),
      beside(caseResult({ case: 'gone' })),
    ]);
    expect(tally.results().results.map(({ base }) => base)).toEqual([
      { outcome: 'fail', score: 0, costUsd: '0.5', output: 'Bye' },
      { outcome: 'pass', score: 1, costUsd: '0.001' },
      undefined,
    ]);
  });
});
