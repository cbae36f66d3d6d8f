import type { TestedCase, TestReport } from '../evidence.ts';

/** in-toto/attestation, spec/predicates/test-result.md, version 0.1. */
export type TestResultPredicate = {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  readonly configuration: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly passedTests: readonly string[];
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
};

/** The cases of these prompts. What gave no verdict is among the failed: it did not pass. */
export function testResultPredicate(report: TestReport, prompts: ReadonlySet<string>): TestResultPredicate {
  const results = report.results.filter(({ prompt, outcome }) => prompts.has(prompt) && outcome !== 'skip');
  const named = (passed: boolean) =>
    results.filter(({ outcome }) => (outcome === 'pass') === passed).map(nameOf);
  const warned = report.gates.some(({ passed, level }) => !passed && level === 'warn');
  return {
    result: report.verdict !== 'passed' ? 'FAILED' : warned ? 'WARNED' : 'PASSED',
    configuration: [{ name: 'plan', digest: { sha256: report.run.plan.replace(/^sha256:/, '') } }],
    passedTests: named(true),
    warnedTests: [],
    failedTests: named(false),
  };
}

/** `support/reply#refund (openai/gpt-4.1-mini, fr, terse, repeat 2)`. */
function nameOf({ prompt, case: id, model, locale, variant, repeat }: TestedCase): string {
  const more = [model, locale, variant, repeat === 0 ? null : `repeat ${repeat}`];
  return `${prompt}#${id} (${more.filter((word) => word !== null).join(', ')})`;
}
