import { estimateAlternatives } from '../cost/alternatives.ts';
import { unpricedFinding } from '../cost/findings.ts';
import { estimatePrompt, type PromptPair } from '../cost/prompt-cost.ts';
import type { PromptSide } from '../cost/prompt-side.ts';
import { createTrafficFinder, type TrafficChanges } from '../cost/prompt-traffic.ts';
import type { Alternative, CostParts, GroupKey, PromptCost } from '../cost/report.ts';
import { groupCosts, totalsOf } from '../cost/totals.ts';
import { trafficPath } from '../cost/traffic.ts';
import { refuseFaults } from '../evals/faults.ts';
import { refuseMisspeltModel } from '../evals/model-names.ts';
import type { CostDecision, CostFailOn } from '../gate/judge-costs.ts';
import { loadPrices, type PriceBook } from '../meter/prices.ts';
import type { Config } from '../model/config.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { didYouMean } from '../model/suggest.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { decideCosts } from './cost-gates.ts';
import { costSide } from './cost-side.ts';
import { readTraffic, refuseUnknownScenario } from './cost-traffic.ts';
import { faultsOf, withProject } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type CostOptions = {
  /** Ids, globs or file paths; all when empty. */
  readonly prompts?: readonly string[];
  /** Which sums are shown. */
  readonly by?: GroupKey;
  /** Traffic of this scenario of the traffic file. */
  readonly scenario?: string;
  /** Other models to price the same calls on; the prompts' own `also` when absent. */
  readonly models?: readonly string[];
  readonly failOn?: CostFailOn;
};

export type CostReport = ReportHead<'cost', CostDecision['verdict']> & CostParts;

/** What the calls of the prompts cost. */
export const costCommand: Command<CostOptions, CostReport> = (options, context) =>
  withProject(context, { select: options.prompts }, async ({ source, project, snapshot }) => {
    refuseFaults(faultsOf(project, project.prompts, true));
    const { scenario = null, models = [], by = 'prompt', failOn = 'block' } = options;
    for (const model of models) await refuseMisspeltModel(model, project.config);
    const traffic = await readTraffic(project, snapshot);
    if (scenario !== null) refuseUnknownScenario(traffic, scenario);
    const changes: TrafficChanges = { scenario, cacheHitRate: null, batchShare: null };
    const prices = await loadPrices();
    const ground = {
      project,
      snapshot,
      prices,
      traffic: createTrafficFinder(traffic, changes),
      inDetail: false,
    };
    const sides = project.prompts.flatMap((file) =>
      file.prompt ? [{ file, side: costSide(ground, file, file.prompt) }] : [],
    );
    const pairs: readonly PromptPair[] = sides.map(({ side }) => ({ head: side }));
    const costs: PromptCost[] = [];
    for (const pair of pairs) costs.push(await estimatePrompt(pair));
    const budgets = new Map(sides.map(({ side }) => [side.id, side.budgets]));
    const decision = decideCosts(costs, (id) => budgets.get(id) ?? null, project.config.gates, failOn);
    return {
      kind: 'cost',
      schemaVersion: 1,
      tool,
      verdict: decision.verdict,
      exitCode: decision.exitCode,
      source: await source,
      prices: { date: prices.date, sources: prices.sources },
      traffic: traffic && { path: trafficPath, scenario },
      base: null,
      totals: totalsOf(costs),
      prompts: costs,
      by,
      groups: by === 'prompt' ? [] : groupCosts(costs, by),
      alternatives: await alternativesOf(sides, models),
      gates: decision.gates,
      findings: sides.flatMap(({ side }) => unpriced(side, prices, project.config)),
      notes: [],
    };
  });

type LoadedSide = { readonly file: PromptFile; readonly side: PromptSide };

async function alternativesOf(
  sides: readonly LoadedSide[],
  models: readonly string[],
): Promise<readonly Alternative[]> {
  const alternatives: Alternative[] = [];
  for (const { file, side } of sides)
    alternatives.push(...(await estimateAlternatives(side, models.length > 0 ? models : file.also)));
  return alternatives;
}

function unpriced(side: PromptSide, prices: PriceBook, config: Config) {
  if (side.priceOf(side.model) !== null) return [];
  const slash = side.model.indexOf('/');
  const provider = side.model.slice(0, slash);
  const hint = didYouMean(
    side.model,
    prices.known(provider, config).map((name) => `${provider}/${name}`),
  );
  return [unpricedFinding(side, hint)];
}
