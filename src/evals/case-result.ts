import { formatUsd, type Money } from '../meter/money.ts';
import type { Job } from './job.ts';
import type { Ledger } from './ledger.ts';
import type { CaseResult } from './report.ts';
import type { CaseScore } from './score.ts';
import { plus } from './sums.ts';

/** All that is kept of a case: what it is, what was said, and how that was scored. */
export function resultOf(job: Job, ledger: Ledger, score: CaseScore): CaseResult {
  const { case: one, model, locale, variant, repeat } = job;
  const { judged } = ledger;
  const mixed = ledger.live > 0 && ledger.replayed > 0;
  const usd = (money: Money | null) => (money === null ? null : formatUsd(money));
  return {
    prompt: job.prompt.id,
    case: one.id,
    description: one.description,
    model,
    ...(ledger.fallback === null ? {} : { fallback: ledger.fallback }),
    locale,
    variant,
    repeat,
    outcome: score.outcome,
    critical: one.critical,
    tags: one.tags,
    ...(Object.keys(one.metadata).length > 0 ? { metadata: one.metadata } : {}),
    score: score.score,
    origin: ledger.origin,
    replayed: ledger.replayed > 0 && ledger.live === 0,
    digest: job.digest,
    output: ledger.last?.text ?? null,
    toolCalls: ledger.toolCalls,
    ...(ledger.input === null ? {} : { input: ledger.input }),
    ...(ledger.request === null ? {} : { request: ledger.request }),
    ...(ledger.recordedAt === undefined ? {} : { recordedAt: ledger.recordedAt }),
    returnedModel: ledger.last?.model ?? null,
    usage: ledger.usage,
    costUsd: usd(ledger.cost),
    ...(judged ? { judgeUsd: usd(judged.cost) } : {}),
    ...(mixed || judged ? { paidUsd: usd(judged ? plus(ledger.paid, judged.paid) : ledger.paid) } : {}),
    timing: ledger.last?.timing ?? null,
    attempts: ledger.attempts,
    assertions: score.assertions,
    error: score.error,
    warnings: [...ledger.warnings],
    at: one.at,
    ...(one.row ? { row: one.row } : {}),
  };
}
