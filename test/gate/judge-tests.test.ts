import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ComparedEvidence,
  type EvidenceGroup,
  judgeTests,
  type TestEvidence,
} from '../../src/gate/judge-tests.ts';
import type { Gate } from '../../src/model/gates.ts';
import { globMatcher } from '../../src/model/glob.ts';

const group = (more: Partial<EvidenceGroup> = {}): EvidenceGroup => ({
  prompt: 'support/reply',
  model: 'echo/x',
  dataset: null,
  passed: 0,
  failed: 0,
  errored: 0,
  missed: 0,
  invalid: 0,
  critical: 0,
  ...more,
});
const gate = (more: Partial<Gate>): Gate => ({ scope: '**', level: 'block', message: null, ...more });
const judge = (
  groups: readonly EvidenceGroup[],
  gates: readonly Gate[] = [],
  more: Partial<TestEvidence> = {},
) =>
  judgeTests(
    { groups, unasked: 0, overBudget: false, compared: null, interrupted: null, ...more },
    gates,
    (scope, prompt) => globMatcher(scope)(prompt),
  );

describe('judgeTests', () => {
  it.each<[string, Partial<EvidenceGroup>, readonly Gate[], number, string]>([
    ['all pass', { passed: 3 }, [], 0, 'passed'],
    ['any failure fails', { passed: 99, failed: 1 }, [], 1, 'failed'],
    [
      'a rate that is met allows failures',
      { passed: 95, failed: 5 },
      [gate({ passRate: 0.95 })],
      0,
      'passed',
    ],
    ['a rate just missed', { passed: 949, failed: 51 }, [gate({ passRate: 0.95 })], 1, 'failed'],
    [
      'a rate that only warns allows nothing',
      { passed: 95, failed: 5 },
      [gate({ passRate: 0.9, level: 'warn' })],
      1,
      'failed',
    ],
    [
      'a rate elsewhere allows nothing',
      { passed: 95, failed: 5 },
      [gate({ scope: 'billing/**', passRate: 0.9 })],
      1,
      'failed',
    ],
    [
      'a critical failure breaks a met rate',
      { passed: 99, failed: 1, critical: 1 },
      [gate({ passRate: 0.9 })],
      1,
      'failed',
    ],
    ['an error is no verdict', { passed: 9, errored: 1 }, [], 3, 'incomplete'],
    ['an error beats a failure', { passed: 8, failed: 1, errored: 1 }, [], 3, 'incomplete'],
    [
      'a critical failure in an incomplete run stays',
      { failed: 1, critical: 1, errored: 1 },
      [],
      1,
      'failed',
    ],
    [
      'errors within the allowed rate',
      { passed: 98, errored: 2 },
      [gate({ maxErrorRate: 0.02 })],
      0,
      'passed',
    ],
    [
      'errors over the allowed rate',
      { passed: 97, errored: 3 },
      [gate({ maxErrorRate: 0.02 })],
      3,
      'incomplete',
    ],
    [
      'misses are never allowed',
      { passed: 99, errored: 1, missed: 1 },
      [gate({ maxErrorRate: 0.5 })],
      3,
      'incomplete',
    ],
    [
      'errors do not dilute the pass rate',
      { passed: 1, failed: 1, errored: 98 },
      [gate({ passRate: 0.5, maxErrorRate: 1 })],
      0,
      'passed',
    ],
    [
      'only errors meet no pass rate',
      { errored: 5 },
      [gate({ passRate: 0.5, maxErrorRate: 1 })],
      1,
      'failed',
    ],
    ['what the user wrote', { passed: 9, errored: 1, invalid: 1 }, [], 2, 'incomplete'],
  ])('%s', (_, counts, gates, exitCode, verdict) => {
    expect(judge([group(counts)], gates)).toMatchObject({ exitCode, verdict });
  });

  it('an interrupted run says by what, before anything but a bug', () => {
    const groups = [group({ failed: 1, errored: 1, invalid: 1 })];
    expect(judge(groups, [], { interrupted: 'SIGINT', unasked: 4 })).toMatchObject({
      exitCode: 130,
      verdict: 'interrupted',
    });
    expect(judge(groups, [], { interrupted: 'SIGTERM' })).toMatchObject({
      exitCode: 143,
      verdict: 'interrupted',
    });
  });

  it('cases that were never asked leave no verdict', () => {
    expect(judge([group({ passed: 9 })], [], { unasked: 1 })).toMatchObject({ exitCode: 3 });
  });

  it('each gate sees its scope', () => {
    const groups = [
      group({ passed: 90, failed: 10 }),
      group({ prompt: 'billing/sum', passed: 98, failed: 2 }),
    ];
    const gates = [
      gate({ passRate: 0.9 }),
      gate({ scope: 'billing/**', passRate: 0.99, message: 'audited' }),
    ];
    expect(judge(groups, gates)).toEqual({
      verdict: 'failed',
      exitCode: 1,
      gates: [
        {
          gate: 'passRate',
          scope: '**',
          level: 'block',
          passed: true,
          want: '0.9',
          got: '0.94',
          message: null,
        },
        {
          gate: 'passRate',
          scope: 'billing/**',
          level: 'block',
          passed: false,
          want: '0.99',
          got: '0.98',
          message: 'audited',
        },
      ],
    });
  });

  it('a dataset entry is held to its own rate, on each model', () => {
    const dataset = { name: 'tickets', passRate: 0.9 };
    const groups = [
      group({ passed: 5 }),
      group({ dataset, passed: 100 }),
      group({ dataset, model: 'echo/y', passed: 80, failed: 20 }),
    ];
    const { exitCode, gates } = judge(groups, [gate({ passRate: 1 })]);
    expect(exitCode).toBe(1);
    expect(gates.map(({ scope, passed, got }) => [scope, passed, got])).toEqual([
      ['**', true, '1'],
      ['support/reply:tickets', true, '1'],
      ['support/reply:tickets', false, '0.8'],
    ]);
  });

  it('a failing gate never prints the rate it wants', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.integer({ min: 1, max: 100_000 }),
        fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999),
        (passed, failed, want) => {
          const { gates } = judge([group({ passed, failed })], [gate({ passRate: want })]);
          expect(gates[0]?.passed).toBe(passed / (passed + failed) >= want);
          if (!gates[0]?.passed) expect(Number(gates[0]?.got)).toBeLessThan(want);
        },
      ),
    );
  });

  it('more failures never help, whatever the gates', () => {
    const counts = fc.record({ passed: fc.nat(50), failed: fc.nat(50), errored: fc.nat(3) });
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (given, passRate) => {
        const before = judge([group(given)], [gate({ passRate })]).exitCode;
        const after = judge([group({ ...given, failed: given.failed + 1 })], [gate({ passRate })]).exitCode;
        if (before === 1) expect(after).not.toBe(0);
      }),
    );
  });
});

describe('compared with a base', () => {
  const row = (more: Partial<ComparedEvidence['rows'][number]> = {}): ComparedEvidence['rows'][number] => ({
    prompt: 'support/reply',
    model: 'openai/gpt-4.1-mini',
    verdict: 'no-worse',
    level: 'block',
    margin: 0.02,
    delta: -0.01,
    ...more,
  });
  const compared = (more: Partial<ComparedEvidence> = {}): ComparedEvidence => ({
    rows: [row()],
    strict: false,
    unanswered: 0,
    suspects: 0,
    apart: [],
    ...more,
  });
  const failing = [group({ failed: 2 })];

  it.each([
    ['a failed case decides nothing by itself', {}, 0],
    ['one that is in no comparison does', { apart: ['support/reply'] }, 1],
    ['a drop blocks', { rows: [row({ verdict: 'regressed' })] }, 1],
    ['a drop may only warn', { rows: [row({ verdict: 'regressed', level: 'warn' })] }, 0],
    ['what cannot be told passes', { rows: [row({ verdict: 'inconclusive' })] }, 0],
    ['unless the gate is strict', { rows: [row({ verdict: 'inconclusive' })], strict: true }, 1],
    ['a missing answer leaves it open', { unanswered: 1 }, 3],
    ['a missing answer wins over a drop', { unanswered: 1, rows: [row({ verdict: 'regressed' })] }, 3],
  ] as const)('%s', (_, more, exitCode) => {
    expect(judge(failing, [], { compared: compared(more) })).toMatchObject({ exitCode });
  });

  it('a suspect that is critical leaves it open, a failed critical case does not', () => {
    const critical = [group({ failed: 1, critical: 1 })];
    expect(judge(critical, [], { compared: compared({ suspects: 1 }) })).toMatchObject({ exitCode: 3 });
    expect(judge(critical, [], { compared: compared() })).toMatchObject({ exitCode: 1 });
  });

  it('stands among the gates', () => {
    const { gates } = judge(failing, [], {
      compared: compared({ rows: [row({ verdict: 'regressed', delta: -0.2 })] }),
    });
    expect(gates).toMatchObject([
      { gate: 'margin', scope: 'support/reply', passed: false, got: 'regressed, -0.2' },
    ]);
  });
});
