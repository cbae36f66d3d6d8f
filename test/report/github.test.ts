import { describe, expect, it } from 'vitest';
import type { CiReport } from '../../src/commands/ci-report.ts';
import type { AssertionResult, CaseResult, TestReport } from '../../src/evals/report.ts';
import { formatGithub } from '../../src/report/formats/github.ts';
import { finding, lintReport } from './lint-report.ts';

const linesOf = (text: string) => text.split('\n').filter(Boolean);

describe('formatGithub of a lint report', () => {
  it('writes one command per finding, in the path of the repository', () => {
    expect(formatGithub(lintReport([finding()], 'apps/bot'))).toBe(
      '::warning file=apps/bot/prompts/support/reply.prompt.yaml,line=4,endLine=4,col=3,endColumn=7,' +
        'title=template/unused-variable::Input "city" is never used.\n',
    );
  });

  it('is empty without findings', () => {
    expect(formatGithub(lintReport([]))).toBe('');
  });

  it('lets nothing out of its command', () => {
    const hostile = finding({
      path: 'prompts/a,b:c%.yaml',
      message: '100%\r\n::add-mask::secret\n',
      hint: 'a:b,c',
    });
    const text = formatGithub(lintReport([hostile]));
    expect(linesOf(text)).toHaveLength(1);
    expect(text).toContain('file=prompts/a%2Cb%3Ac%25.yaml,');
    expect(text).toContain('::100%25%0A::add-mask::secret%0A a:b,c\n');
  });

  it('leaves out columns over several lines, which GitHub refuses', () => {
    const text = formatGithub(
      lintReport([finding({ range: { line: 4, column: 3, endLine: 6, endColumn: 1 } })]),
    );
    expect(text).toContain('line=4,endLine=6,title=');
  });

  it('shows errors first and ten of a type at most, the last one saying how many are left out', () => {
    const warnings = Array.from({ length: 3 }, () => finding());
    const errors = Array.from({ length: 25 }, (_, index) =>
      finding({ level: 'error', message: `Fault ${index}.` }),
    );
    const lines = linesOf(formatGithub(lintReport([...warnings, ...errors])));
    expect(lines).toHaveLength(13);
    expect(lines.slice(0, 10).every((line) => line.startsWith('::error '))).toBe(true);
    expect(lines[9]).toContain('16 more errors');
    expect(lines[9]).toContain('Fault 9.');
    expect(lines.slice(10).every((line) => line.startsWith('::warning '))).toBe(true);
  });

  it('shows exactly ten as they are', () => {
    const lines = linesOf(formatGithub(lintReport(Array.from({ length: 10 }, () => finding()))));
    expect(lines).toHaveLength(10);
    expect(lines.join()).not.toContain('more warnings');
  });
});

describe('formatGithub of a ci report', () => {
  it('shows errors on changed lines first, so that they are not those left out', () => {
    const at = (line: number) =>
      finding({ level: 'error', range: { line, column: 1, endLine: line, endColumn: 2 } });
    const lint = lintReport([...Array.from({ length: 25 }, (_, index) => at(index + 1)), at(40)]);
    const report = {
      kind: 'ci',
      source: lint.source,
      policy: { approvedBy: null },
      findings: [],
      changedLines: { [at(40).path]: [[39, 41]] },
      parts: { lint, diff: null, cost: null, test: null },
    } as unknown as CiReport;
    const lines = linesOf(formatGithub(report));
    expect(lines).toHaveLength(10);
    expect(lines[0]).toContain('line=40,');
    expect(lines[9]).toContain('17 more errors');
  });
});

describe('formatGithub of a test report', () => {
  it('annotates the failed assertion, the case when several failed, and errors with their cause', () => {
    const one = caseResult({ case: 'one', assertions: [assertion({ message: 'No "30 days".' })] });
    const two = caseResult({ case: 'two', assertions: [assertion({}), assertion({ type: 'is-json' })] });
    const broken = caseResult({
      case: 'three',
      outcome: 'error',
      error: { code: 'recording-miss', message: 'Nothing is recorded.', hint: 'Record it.', details: [] },
    });
    const passed = caseResult({ case: 'four', outcome: 'pass' });
    const lines = linesOf(formatGithub(testReport([one, two, broken, passed])));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('line=12,');
    expect(lines[0]).toContain('title=support/reply · one (openai/gpt-4.1-mini)::contains: No "30 days".');
    expect(lines[1]).toContain('line=9,');
    expect(lines[1]).toContain('contains: It is not there.%0Ais-json: It is not there.');
    expect(lines[2]).toContain('::Nothing is recorded. Record it.');
  });

  it('does not name an assertion that does not count', () => {
    const measured = caseResult({ score: 0.4, assertions: [assertion({ weight: 0 })] });
    expect(formatGithub(testReport([measured]))).toContain('::Score 0.4 is below the threshold.');
  });
});

const at = (line: number) => ({
  path: 'prompts/support/reply.test.yaml',
  line,
  column: 5,
  endLine: line,
  endColumn: 20,
});

const assertion = (change: Partial<AssertionResult>): AssertionResult => ({
  index: 0,
  type: 'contains',
  metric: null,
  pass: false,
  score: 0,
  weight: 1,
  threshold: null,
  turn: null,
  message: 'It is not there.',
  expected: null,
  actual: null,
  at: at(12),
  ...change,
});

const caseResult = (change: Partial<CaseResult>): CaseResult => ({
  prompt: 'support/reply',
  case: 'refund',
  description: null,
  model: 'openai/gpt-4.1-mini',
  locale: null,
  variant: null,
  repeat: 0,
  outcome: 'fail',
  critical: false,
  tags: [],
  score: 0,
  origin: 'sample',
  replayed: true,
  digest: 'sha256:0',
  output: null,
  toolCalls: [],
  returnedModel: null,
  usage: null,
  costUsd: null,
  timing: null,
  attempts: 1,
  assertions: [],
  error: null,
  warnings: [],
  at: at(9),
  ...change,
});

const testReport = (results: readonly CaseResult[]): TestReport => ({
  kind: 'test',
  schemaVersion: 1,
  tool: 'promptops 0.1.0',
  verdict: 'failed',
  exitCode: 1,
  source: { repository: null, head: null, dirty: null, base: null },
  run: {
    id: 'r1',
    startedAt: '2026-11-23T20:41:07.123Z',
    durationMs: 1,
    replay: 'strict',
    plan: 'sha256:0',
    resumed: false,
    estimate: null,
    journal: { path: '.promptops/runs/r1/journal.jsonl', sha256: '0', rows: 1 },
  },
  totals: {
    cases: results.length,
    passed: 0,
    failed: results.length,
    errored: 0,
    skipped: 0,
    score: 0,
    costUsd: null,
    origin: { live: 0, sample: 0, import: 0, computed: 0 },
    replayed: 0,
  },
  prompts: [],
  untested: [],
  results,
  omitted: 0,
  comparison: null,
  gates: [],
  findings: [],
  notes: [],
});
