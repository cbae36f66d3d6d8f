import type { Finding } from '../model/finding.ts';
import type { GateResult, ReportSource, TestReport } from './report.ts';
import type { Tally } from './tally.ts';

/** What a report says beside the rows: where it ran, and what the gate decided over the same rows. */
export type ReportParts = {
  readonly tool: string;
  readonly source: ReportSource;
  readonly replay: string;
  /** Wall-clock time of this session. */
  readonly durationMs: number;
  readonly estimate: TestReport['run']['estimate'];
  readonly journal: { readonly path: string; readonly sha256: string };
  readonly untested: readonly string[];
  readonly decision: {
    readonly verdict: TestReport['verdict'];
    readonly exitCode: number;
    readonly gates: readonly GateResult[];
  };
  readonly comparison: TestReport['comparison'];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
};

/** The report of a run: every number in it is recomputed from the rows of its journal. */
export function buildTestReport(tally: Tally, parts: ReportParts): TestReport {
  const { run } = tally;
  if (!run) throw new Error('A journal begins with its run row.');
  return {
    kind: 'test',
    schemaVersion: 1,
    tool: parts.tool,
    verdict: parts.decision.verdict,
    exitCode: parts.decision.exitCode,
    source: parts.source,
    run: {
      id: run.id,
      startedAt: run.startedAt,
      durationMs: parts.durationMs,
      replay: parts.replay,
      plan: run.plan,
      resumed: tally.resumed,
      estimate: parts.estimate,
      journal: { ...parts.journal, rows: tally.rows },
    },
    totals: tally.totals(),
    prompts: tally.summaries(),
    untested: parts.untested,
    ...tally.results(),
    comparison: parts.comparison,
    gates: parts.decision.gates,
    findings: parts.findings,
    notes: parts.notes,
  };
}
