import type { JournalRow } from '../../src/evals/journal.ts';
import type { CaseResult } from '../../src/evals/report.ts';

/** A passed live case, for tests that need one and say what is different about it. */
export const caseResult = (more: Partial<CaseResult> = {}): CaseResult => ({
  prompt: 'support/reply',
  case: 'refund',
  description: null,
  model: 'openai/gpt-4.1-mini',
  locale: null,
  variant: null,
  repeat: 0,
  outcome: 'pass',
  critical: false,
  tags: [],
  score: 1,
  origin: 'live',
  replayed: false,
  digest: 'sha256:0',
  output: 'Hello',
  toolCalls: [],
  returnedModel: null,
  usage: { input: { total: 100, cacheRead: 0, cacheWrite: 0 }, output: { total: 20, reasoning: 0 } },
  costUsd: '0.001',
  timing: { firstTokenMs: null, totalMs: 10 },
  attempts: 1,
  assertions: [],
  error: null,
  warnings: [],
  at: { path: 'prompts/support/reply.test.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 },
  ...more,
});

export const caseError = (code: string) => ({ code, message: `It is ${code}.`, hint: null, details: [] });

/** The row of a result; the job's key as the plan makes it. */
export const caseRow = (result: CaseResult): JournalRow => ({
  type: 'case',
  job: JSON.stringify([
    result.prompt,
    result.case,
    result.model,
    result.locale,
    result.variant,
    result.repeat,
  ]),
  result,
});

export const runRow: JournalRow = {
  type: 'run',
  version: 1,
  id: 'r1',
  plan: 'sha256:plan',
  startedAt: '2026-11-24T00:00:00.000Z',
};
