import type { JournalRow } from '../../src/evals/journal.ts';
import type { AssertionResult, CaseResult, TestReport } from '../../src/evals/report.ts';
import { createTally } from '../../src/evals/tally.ts';
import { buildTestReport } from '../../src/evals/test-report.ts';
import { caseError, caseResult, caseRow, runRow } from '../evals/case-result.ts';

const prompts = ['support/reply', 'support/triage', 'content/summary'];
const models = ['openai/gpt-4.1-mini', 'anthropic/claude-haiku-4-5'];

/**
 * A run of so many cases beside a base, with something of everything: cases that pass, broke, are fixed, flaky, errored
 * and skipped. Its sums are those of the tally; `more` says what is different about single cases.
 */
export function pageReport(
  cases: number,
  { more = () => ({}) }: { more?: (at: number) => Partial<CaseResult> } = {},
): TestReport {
  const tally = createTally();
  tally.add(runRow);
  const bases: JournalRow[] = [];
  for (let at = 0; at < cases; at++) {
    const result = { ...made(at), ...more(at) };
    const row = caseRow(result);
    tally.add(row);
    if (row.type === 'case') bases.push({ type: 'base', job: row.job, result: madeThere(at, result) });
  }
  for (const row of bases) tally.add(row);
  const { failed, errored } = tally.totals();
  const report = buildTestReport(tally, {
    tool: 'promptops 0.1.0',
    source: { repository: 'acme/prompts', head: 'f00dfeed00', dirty: false, base: 'ba5eba5e00' },
    replay: 'strict',
    durationMs: 2_300,
    estimate: null,
    journal: { path: '.promptops/runs/r1/journal.jsonl', sha256: 'sha256:0' },
    untested: ['legal/terms'],
    decision: {
      verdict: failed > 0 ? 'failed' : errored > 0 ? 'incomplete' : 'passed',
      exitCode: failed > 0 ? 1 : 0,
      gates: [
        {
          gate: 'passRate',
          scope: '**',
          level: 'block',
          passed: failed === 0,
          want: '0.95',
          got: '0.9',
          message: null,
        },
      ],
    },
    comparison: null,
    findings: [],
    notes: ['Answers of "content/summary" were not recorded.'],
  });
  return { ...report, comparison: comparisonOf(report) };
}

function made(at: number): CaseResult {
  const [prompt = '', model = ''] = [prompts[at % 3], models[at % 2]];
  const days = at % 17 === 3 ? 60 : 30;
  const outcome =
    at % 41 === 7 ? 'error' : at % 53 === 9 ? 'skip' : days === 60 || at % 29 === 5 ? 'fail' : 'pass';
  const output = answer(at, days);
  return caseResult({
    prompt,
    model,
    case: `case-${String(at).padStart(5, '0')}`,
    outcome,
    critical: at % 34 === 3,
    tags: at % 4 === 0 ? ['refund', 'de'] : [],
    score:
      outcome === 'error' || outcome === 'skip'
        ? null
        : outcome === 'pass'
          ? 0.75 + (at % 5) / 20
          : (at % 4) / 10,
    origin: outcome === 'error' || outcome === 'skip' ? null : 'sample',
    replayed: true,
    output: outcome === 'error' || outcome === 'skip' ? null : output,
    costUsd: outcome === 'error' || outcome === 'skip' ? '0' : `0.000${100 + (at % 90)}`,
    error: outcome === 'error' ? { ...caseError('recording-miss'), details: ['temperature 0 → 0.7'] } : null,
    assertions: outcome === 'error' || outcome === 'skip' ? [] : assertionsOf(outcome === 'pass', at, output),
    at: { path: `prompts/${prompt}.test.yaml`, line: 10 + at, column: 5, endLine: 10 + at, endColumn: 12 },
  });
}

/** Every ninth case was answered otherwise at the base; what has other days here was right there. */
const madeThere = (at: number, result: CaseResult): CaseResult => ({
  ...result,
  ...(result.outcome === 'error' || result.outcome === 'skip'
    ? {}
    : { score: 0.9, outcome: at % 27 === 4 ? 'fail' : 'pass' }),
  output: at % 17 === 3 || at % 9 === 4 ? answer(at, 30).replace('today', 'tomorrow') : result.output,
  costUsd: `0.000${90 + (at % 90)}`,
});

const answer = (at: number, days: number): string =>
  `Hello, and thank you for writing about order ${4000 + at}.

Refunds close after ${days} days, so the one you asked for is ${days === 30 ? 'no longer possible' : 'on its way'}. ` +
  `I have passed your note to colleague ${at % 97} who looks after returns of kind ${(at * 7919) % 1009}, and they will write to you ${at % 2 ? 'today' : 'this week'}.`;

function assertionsOf(pass: boolean, at: number, output: string): readonly AssertionResult[] {
  const place = { path: 'prompts/support/reply.test.yaml', line: 22, column: 9, endLine: 22, endColumn: 20 };
  const common = {
    metric: null,
    weight: 1,
    threshold: null,
    turn: null,
    expected: null,
    actual: null,
    at: place,
  };
  return [
    pass
      ? { ...common, index: 0, type: 'icontains', pass, score: 1, message: 'Output contains "30 days".' }
      : {
          ...common,
          index: 0,
          type: 'equals',
          pass,
          score: 0,
          message: 'Output differs from what is expected.',
          expected: answer(at, 30),
          actual: output,
        },
    {
      ...common,
      index: 1,
      type: 'word-count',
      pass: true,
      score: 1,
      message: `Output has ${40 + (at % 9)} words.`,
    },
  ];
}

function comparisonOf({ prompts: summaries }: TestReport): TestReport['comparison'] {
  const verdicts = ['regressed', 'no-worse', 'inconclusive', 'improved', 'unchanged', 'no-worse'] as const;
  return {
    base: 'merge base with "main"',
    commit: 'ba5eba5e00',
    verdict: 'regressed',
    strict: false,
    rows: summaries.map(({ prompt, model, passRate, cases }, at) => ({
      prompt,
      model,
      metric: 'passed',
      paired: cases,
      repeats: 1,
      ofRepeats: null,
      test: 'mcnemar',
      verdict: verdicts[at % 6] ?? 'unchanged',
      margin: 0.02,
      level: 'block',
      base: { value: 0.96, low: 0.91, high: 0.99 },
      head: passRate,
      delta: { value: (passRate?.value ?? 0) - 0.96, low: -0.12, high: 0.01 },
      worse: 0.01,
      better: 1,
      detectable: 0.04,
      casesNeeded: 300,
    })),
    broken: [],
    flaky: [
      {
        prompt: 'support/reply',
        model: 'openai/gpt-4.1-mini',
        case: 'case-00000',
        side: 'head',
        passed: 7,
        total: 10,
        low: 0.4,
        high: 0.89,
      },
    ],
    left: [],
    leftCount: 0,
  };
}
