import { PromptopsError } from '../errors.ts';
import { sha256 } from '../model/digest.ts';
import { firstProblem, parseJson } from './bundle-json.ts';
import { reportCost, reportTest } from './report-validators.generated.js';

/** Where the files of a report came from. */
export type EvidenceSource = {
  readonly repository: string | null;
  readonly head: string | null;
  readonly dirty: boolean | null;
  readonly prefix?: string;
};

type Origins = Readonly<Record<'live' | 'sample' | 'import' | 'computed', number>>;

type Gate = {
  readonly gate: string;
  readonly scope: string;
  readonly level: 'block' | 'warn';
  readonly passed: boolean;
  readonly want: string;
  readonly got: string;
};

/** What attestations take of a report of `promptops test`: schemas/report-test.schema.json says all it holds. */
export type TestReport = {
  readonly kind: 'test';
  readonly tool: string;
  readonly verdict: string;
  readonly source: EvidenceSource;
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly replay: string;
    readonly plan: string;
    readonly journal: { readonly sha256: string; readonly rows: number };
  };
  readonly prompts: readonly TestedPrompt[];
  readonly results: readonly TestedCase[];
  readonly omitted: number;
  readonly comparison: {
    readonly base: string;
    readonly commit: string | null;
    readonly rows: readonly {
      readonly prompt: string;
      readonly model: string;
      readonly metric: string | null;
      readonly verdict: string;
      readonly margin: number;
      readonly delta: Interval | null;
    }[];
  } | null;
  readonly gates: readonly Gate[];
};

export type Interval = { readonly value: number; readonly low: number; readonly high: number };

export type TestedPrompt = {
  readonly prompt: string;
  readonly digest: string;
  readonly model: string;
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly replayed: number;
  readonly passRate: Interval | null;
  readonly score: number | null;
  readonly origin: Origins;
};

export type TestedCase = {
  readonly prompt: string;
  readonly case: string;
  readonly model: string;
  readonly fallback?: string;
  readonly locale: string | null;
  readonly variant: string | null;
  readonly repeat: number;
  readonly outcome: 'pass' | 'fail' | 'error' | 'skip';
  readonly replayed: boolean;
  readonly origin: string | null;
  readonly output: string | null;
  readonly input?: string;
  readonly request?: string;
  readonly recordedAt?: string | null;
  readonly returnedModel: string | null;
  readonly assertions: readonly {
    readonly type: string;
    readonly metric: string | null;
    readonly threshold: number | null;
    readonly judge?: { readonly name: string; readonly model: string; readonly rubric: string };
  }[];
};

/** What attestations take of a report of `promptops cost`. */
export type CostReport = {
  readonly kind: 'cost';
  readonly tool: string;
  readonly verdict: string;
  readonly source: EvidenceSource;
  readonly prices: { readonly date: string; readonly sources: readonly string[] };
  readonly traffic: { readonly path: string; readonly scenario: string | null } | null;
  readonly prompts: readonly {
    readonly prompt: string;
    readonly status: string;
    readonly model: string;
    readonly perThousandUsd: string | null;
    readonly monthlyUsd: string | null;
    readonly callsPerMonth: number | null;
  }[];
  readonly gates: readonly Gate[];
};

/** A saved report, and the digest of the file it was read from. */
export type Evidence = { readonly digest: string; readonly report: TestReport | CostReport };

/** Reads what `--output json=<file>` of `test` or `cost` wrote. Throws PromptopsError `usage`, naming the file. */
export function readEvidence(name: string, bytes: Uint8Array): Evidence {
  const value = parseJson(bytes);
  const kind = (value as { readonly kind?: unknown } | null | undefined)?.kind;
  const validate = kind === 'test' ? reportTest : kind === 'cost' ? reportCost : null;
  if (validate?.(value)) return { digest: sha256(bytes), report: value as Evidence['report'] };
  const problem = validate
    ? `is not whole: ${firstProblem(validate.errors)}`
    : 'is no report of a test or of costs';
  throw new PromptopsError('usage', `"${name}" ${problem}.`, {
    hint: 'Save one: promptops test --output json=test.json, promptops cost --output json=cost.json',
  });
}
