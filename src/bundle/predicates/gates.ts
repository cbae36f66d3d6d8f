import type { Evidence } from '../evidence.ts';

/** Which demands the evidence was held to, and how it did. */
export type GatesPredicate = {
  readonly verdict: 'passed' | 'failed';
  readonly reports: readonly {
    readonly kind: 'test' | 'cost';
    readonly report: string;
    readonly verdict: string;
    readonly gates: Evidence['report']['gates'];
  }[];
};

/** The gates of the reports together; null: there is no report. */
export function gatesPredicate(evidence: readonly Evidence[]): GatesPredicate | null {
  if (evidence.length === 0) return null;
  const reports = evidence.map(({ digest, report: { kind, verdict, gates } }) => ({
    kind,
    report: digest,
    verdict,
    gates: gates.map(({ gate, scope, level, passed, want, got }) => ({
      gate,
      scope,
      level,
      passed,
      want,
      got,
    })),
  }));
  return { verdict: reports.every(({ verdict }) => verdict === 'passed') ? 'passed' : 'failed', reports };
}
