import type { ReportedCase, TestReport } from '../../evals/report.ts';
import { oneLine } from '../inert.ts';
import type { CaseRow } from './data.ts';

/** How many cases' details stand in one pack: opened at once when one of them is looked at. */
export const packSize = 250;

/** What the list needs of each case, in the order of the report. */
export function rowsOf({ results, comparison }: TestReport): readonly CaseRow[] {
  const flaky = new Set([
    ...(comparison?.flaky ?? []).filter(({ side }) => side === 'head').map(unitOf),
    ...unsteady(results),
  ]);
  return results.map((result) => ({
    prompt: result.prompt,
    case: result.case,
    model: result.model,
    locale: result.locale,
    variant: result.variant,
    repeat: result.repeat,
    outcome: result.outcome,
    score: result.score,
    costUsd: result.costUsd,
    tags: result.tags,
    base: result.base?.outcome ?? null,
    baseScore: result.base?.score ?? null,
    baseUsd: result.base?.costUsd ?? null,
    isOther: result.base?.output !== undefined,
    isCritical: result.critical,
    isFlaky: flaky.has(unitOf(result)),
    why: reasonOf(result),
  }));
}

/** The same cases in packs. */
export function packsOf(results: readonly ReportedCase[]): readonly (readonly ReportedCase[])[] {
  const packs: (readonly ReportedCase[])[] = [];
  for (let at = 0; at < results.length; at += packSize) packs.push(results.slice(at, at + packSize));
  return packs;
}

type Unit = Pick<ReportedCase, 'prompt' | 'model' | 'case'>;

const unitOf = ({ prompt, model, case: id }: Unit): string => JSON.stringify([prompt, model, id]);

/** Cases of which one repeat passes and another fails: the same request, answered now well, now badly. */
function unsteady(results: readonly ReportedCase[]): readonly string[] {
  const seen = new Map<string, Set<string>>();
  for (const result of results) {
    if (result.outcome !== 'pass' && result.outcome !== 'fail') continue;
    const key = JSON.stringify([unitOf(result), result.locale, result.variant]);
    seen.set(key, (seen.get(key) ?? new Set()).add(result.outcome));
  }
  return [...seen].filter(([, outcomes]) => outcomes.size > 1).map(([key]) => JSON.parse(key)[0]);
}

function reasonOf({ outcome, error, assertions }: ReportedCase): string {
  if (outcome === 'error') return oneLine(error?.message ?? '', 160);
  if (outcome !== 'fail') return '';
  const missed = assertions.find(({ pass, weight }) => pass === false && weight > 0);
  return missed ? oneLine(`${missed.type}: ${missed.message}`, 160) : 'below its threshold';
}
