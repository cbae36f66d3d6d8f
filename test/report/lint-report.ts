import type { LintReport } from '../../src/lint/report.ts';
import type { Finding } from '../../src/model/finding.ts';

/** A finding with everything set; tests change what they are about. */
export const finding = (change: Partial<Finding> = {}): Finding => ({
  id: 'template/unused-variable',
  level: 'warning',
  message: 'Input "city" is never used.',
  prompt: 'support/reply',
  path: 'prompts/support/reply.prompt.yaml',
  range: { line: 4, column: 3, endLine: 4, endColumn: 7 },
  fingerprint: '0123456789ab',
  hint: null,
  help: 'promptops explain template/unused-variable',
  ...change,
});

export const lintReport = (findings: readonly Finding[], prefix?: string): LintReport => ({
  kind: 'lint',
  schemaVersion: 1,
  tool: 'promptops 0.1.0',
  verdict: 'failed',
  exitCode: 1,
  source: {
    repository: 'acme/prompts',
    head: '4f2c1e7',
    dirty: false,
    base: null,
    ...(prefix === undefined ? {} : { prefix }),
  },
  checked: { prompts: 1, testFiles: 1, cases: 2 },
  totals: {
    errors: findings.filter(({ level }) => level === 'error').length,
    warnings: findings.filter(({ level }) => level === 'warning').length,
  },
  maxWarnings: null,
  findings,
  rules: [
    {
      id: 'template/unused-variable',
      level: 'warning',
      summary: 'Every declared input is used by a template.',
      why: 'Callers pay for it.',
      fix: 'Remove it.',
    },
  ],
  notes: [],
});
