import type { CaseResult, TestReport } from '../../src/evals/report.ts';

export const passedCase: CaseResult = {
  prompt: 'support/reply',
  case: 'inside-window',
  description: null,
  model: 'openai/gpt-4.1-mini',
  locale: null,
  variant: null,
  repeat: 0,
  outcome: 'pass',
  critical: false,
  tags: [],
  score: 1,
  origin: 'sample',
  replayed: true,
  digest: 'sha256:00',
  output: 'Yes.',
  toolCalls: [],
  returnedModel: null,
  usage: null,
  costUsd: null,
  timing: { firstTokenMs: null, totalMs: 0 },
  attempts: 1,
  assertions: [],
  error: null,
  warnings: [],
  at: { path: 'prompts/support/reply.test.yaml', line: 7, column: 5, endLine: 7, endColumn: 10 },
};

export const failedCase: CaseResult = {
  ...passedCase,
  case: 'past-window',
  outcome: 'fail',
  critical: true,
  score: 0.5,
  output: 'Refunds close after 60 days.',
  assertions: [
    {
      index: 0,
      type: 'equals',
      metric: null,
      pass: false,
      score: 0,
      weight: 1,
      threshold: null,
      turn: null,
      message: 'The output differs.',
      expected: 'Refunds close after 30 days.',
      actual: 'Refunds close after 60 days.',
      at: { path: 'prompts/support/reply.test.yaml', line: 22, column: 9, endLine: 22, endColumn: 20 },
    },
  ],
};

export const erroredCase: CaseResult = {
  ...passedCase,
  case: 'unrecorded',
  outcome: 'error',
  score: null,
  origin: null,
  replayed: false,
  output: null,
  error: {
    code: 'recording-miss',
    message: 'The recording does not fit the request.',
    hint: 'Run `promptops test support/reply --case unrecorded --replay record`.',
    details: ['temperature 0 → 0.7'],
  },
};

/** A report over these results, with the sums filled in by hand. */
export const reportOf = (results: readonly CaseResult[], more: Partial<TestReport> = {}): TestReport => {
  const count = (outcome: CaseResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const origin = {
    live: 0,
    sample: results.filter((result) => result.origin === 'sample').length,
    import: 0,
    computed: 0,
  };
  const [passed, failed, errored, skipped] = [count('pass'), count('fail'), count('error'), count('skip')];
  const replayed = results.filter((result) => result.replayed).length;
  return {
    kind: 'test',
    schemaVersion: 1,
    tool: 'promptops 0.0.0',
    verdict: failed > 0 ? 'failed' : errored > 0 ? 'incomplete' : 'passed',
    exitCode: failed > 0 ? 1 : errored > 0 ? 3 : 0,
    source: { repository: null, head: null, dirty: null, base: null },
    run: {
      id: '01J',
      startedAt: '2026-11-23T20:41:07.123Z',
      durationMs: 120,
      replay: 'strict',
      plan: 'sha256:11',
      resumed: false,
      estimate: null,
      journal: { path: '.promptops/runs/01J/journal.jsonl', sha256: 'sha256:22', rows: results.length + 1 },
    },
    totals: {
      cases: results.length,
      passed,
      failed,
      errored,
      skipped,
      score: 0.75,
      costUsd: '0',
      origin,
      replayed,
    },
    prompts: [
      {
        prompt: 'support/reply',
        digest: 'sha256:00',
        model: 'openai/gpt-4.1-mini',
        cases: results.length,
        passed,
        failed,
        errored,
        skipped,
        replayed,
        passRate: null,
        score: 0.75,
        usage: null,
        costUsd: null,
        origin,
      },
    ],
    untested: [],
    results,
    omitted: 0,
    comparison: null,
    gates: [],
    findings: [],
    notes: [],
    ...more,
  };
};
