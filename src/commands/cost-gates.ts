import type { PromptSide } from '../cost/prompt-side.ts';
import type { PromptCost } from '../cost/report.ts';
import { type CostDecision, type CostEvidence, type CostFailOn, judgeCosts } from '../gate/judge-costs.ts';
import type { Gate } from '../model/gates.ts';
import { globMatcher } from '../model/glob.ts';

/** Holds what was estimated to the gates of the config and the budgets of the prompts. What is gone costs nothing. */
export function decideCosts(
  costs: readonly PromptCost[],
  budgetsOf: (prompt: string) => PromptSide['budgets'] | null,
  gates: readonly Gate[],
  failOn: CostFailOn,
): CostDecision {
  const evidence = costs.flatMap((cost) => {
    const budgets = budgetsOf(cost.prompt);
    return budgets === null || cost.status === 'removed' ? [] : [evidenceOf(cost, budgets)];
  });
  const matchers = new Map(gates.map(({ scope }) => [scope, globMatcher(scope)]));
  return judgeCosts(evidence, gates, (scope, prompt) => matchers.get(scope)?.(prompt) ?? false, failOn);
}

function evidenceOf(cost: PromptCost, budgets: PromptSide['budgets']): CostEvidence {
  const { base, delta, status } = cost;
  const isCompared = base !== null || delta !== null;
  return {
    prompt: cost.prompt,
    budgets,
    priced: cost.perThousandUsd !== null && (status === 'added' || !isCompared || delta !== null),
    perCallUsd: cost.perThousandUsd === null ? null : Number(cost.perThousandUsd) / 1000,
    monthlyUsd: numberOf(cost.monthlyUsd),
    inputTokens: cost.input.tokens,
    outputTokens: cost.output.mean,
    increase: delta && { usd: delta.unit === 'month' ? Number(delta.usd) : null, pct: delta.pct },
    baseMonthlyUsd: numberOf(base?.monthlyUsd ?? null),
  };
}

const numberOf = (usd: string | null): number | null => (usd === null ? null : Number(usd));
