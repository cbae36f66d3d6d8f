import { estimateAlternatives } from '../cost/alternatives.ts';
import { explainPrompt } from '../cost/explain.ts';
import { unpricedFinding } from '../cost/findings.ts';
import { estimatePrompt, type PromptPair } from '../cost/prompt-cost.ts';
import type { PromptSide } from '../cost/prompt-side.ts';
import { createTrafficFinder } from '../cost/prompt-traffic.ts';
import type { Alternative, CostParts, PromptCost } from '../cost/report.ts';
import { groupCosts, totalsOf } from '../cost/totals.ts';
import { type TrafficFile, trafficPath } from '../cost/traffic.ts';
import { PromptopsError } from '../errors.ts';
import type { CostDecision } from '../gate/judge-costs.ts';
import { loadPrices, type PriceBook } from '../meter/prices.ts';
import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import { noPrompts } from '../model/no-prompts.ts';
import { openLayout } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { didYouMean } from '../model/suggest.ts';
import { projectSelectors } from '../source/selector.ts';
import { tool } from '../version.ts';
import { cacheStoreOf } from './cache-store.ts';
import type { Command, Context } from './context.ts';
import { type CostBase, withCostBase } from './cost-base.ts';
import { baseOfReport } from './cost-compare.ts';
import type { CountExactly } from './cost-exact.ts';
import { decideCosts } from './cost-gates.ts';
import { priceNotes } from './cost-notes.ts';
import { type CostOptions, readWhatIf, refuseMisuse, type WhatIf } from './cost-options.ts';
import { type CostPrompts, loadSides, openCostPrompts } from './cost-prompts.ts';
import type { CostGround, LoadedSide } from './cost-side.ts';
import { readTraffic, refuseUnknownScenario } from './cost-traffic.ts';
import { type OpenedFiles, type Sourced, withFiles } from './open-project.ts';
import type { ReportHead } from './report-head.ts';

export type CostReport = ReportHead<'cost', CostDecision['verdict']> & CostParts;

/** What the calls of the prompts cost, and what a change adds to it. */
export const costCommand: Command<CostOptions, CostReport> = (options, context) =>
  withFiles(context, null, async (opened) => {
    const { root, snapshot } = opened;
    const layout = await openLayout(snapshot, projectSelectors(root, context.cwd, selectOf(options)));
    if (!options.exact) {
      const store = options.cache === false ? null : cacheStoreOf(root, 'cost');
      return costReport(
        { opened, prompts: await openCostPrompts(layout, snapshot, store) },
        options,
        null,
        context,
      );
    }
    const { withExactCounts } = await import('./cost-exact.ts');
    // What vendors have said is in a cache of its own.
    const prompts = await openCostPrompts(layout, snapshot, null);
    return withExactCounts({ root, config: layout.config }, context, (exact) =>
      costReport({ opened, prompts }, options, exact, context),
    );
  });

type Loaded = { readonly opened: OpenedFiles & Sourced; readonly prompts: CostPrompts };

async function costReport(
  { opened, prompts }: Loaded,
  options: CostOptions,
  exact: CountExactly | null,
  context: Context,
): Promise<CostReport> {
  const project = prompts.layout;
  const whatIf = readWhatIf(options.whatIf);
  await refuseMisuse(options, { model: whatIf?.model ?? null }, project.config);
  const { models = [] } = options;
  const { ground, traffic } = await layCostGround(project, prompts.snapshot, options, exact);
  const heads = await loadSides(prompts, ground, (also) => [
    ...(models.length > 0 ? models : also),
    ...(whatIf?.model ? [whatIf.model] : []),
  ]);
  const work: CostWork = { opened, options, ground, heads, traffic, whatIf, now: context.now() };
  return withPairs(work, context, async (base, notes) => {
    if ((base?.pairs ?? heads).length === 0) throw noPrompts(project);
    return reportCosts(work, base, notes);
  });
}

/** What prompts are measured and priced with, and the traffic it comes from. */
export async function layCostGround(
  project: CostGround['project'],
  snapshot: Snapshot,
  { scenario, explain }: Pick<CostOptions, 'scenario' | 'explain'> = {},
  exact: CountExactly | null = null,
): Promise<{ readonly ground: CostGround; readonly traffic: TrafficFile | null }> {
  const traffic = await readTraffic(project, snapshot);
  if (scenario !== undefined) refuseUnknownScenario(traffic, scenario);
  const ground: CostGround = {
    project,
    snapshot,
    prices: await loadPrices(),
    traffic: createTrafficFinder(traffic, {
      scenario: scenario ?? null,
      cacheHitRate: null,
      batchShare: null,
    }),
    inDetail: explain !== undefined || statesSizes(traffic),
    exact,
    calibrations: new Map(),
  };
  return { ground, traffic };
}

/** Who wants one prompt explained wants no other. */
const selectOf = ({ prompts, explain }: CostOptions): readonly string[] =>
  explain === undefined ? (prompts ?? []) : [explain];

/** Sizes of variables take the place of measured ones, on both sides of a comparison. */
const statesSizes = (traffic: TrafficFile | null): boolean =>
  traffic?.entries.some(({ entry }) => entry.vars !== undefined) ?? false;

/** The prompts of one side, measured. */
export type CostWork = {
  readonly opened: OpenedFiles & Sourced;
  readonly options: CostOptions;
  readonly ground: CostGround;
  readonly heads: readonly LoadedSide[];
  readonly traffic: TrafficFile | null;
  readonly whatIf: WhatIf | null;
  readonly now: Date;
};

type Use = (base: CostBase | null, notes: readonly string[]) => Promise<CostReport>;

/** What is compared with what: the project with another state of it, or what is with what would be. */
async function withPairs(work: CostWork, context: Context, use: Use): Promise<CostReport> {
  const { opened, options, ground, heads, traffic, whatIf } = work;
  const { scenario = null, prompts = [] } = options;
  const isWhole = prompts.length === 0;
  if (whatIf) {
    const changed = createTrafficFinder(traffic, { scenario, ...whatIf });
    const pairs = heads.map(({ side }): PromptPair => {
      const head = { ...side, model: whatIf.model ?? side.model, traffic: changed(side.id, side.locales) };
      return { head, base: side };
    });
    return use({ name: 'as it is', commit: null, notes: [], pairs }, []);
  }
  if (options.compareTo !== undefined) {
    const base = await baseOfReport({ opened, ground, heads, isWhole }, options.compareTo, context);
    return use(base, []);
  }
  if (options.base === false || options.explain !== undefined) return use(null, []);
  const changes = { scenario, cacheHitRate: null, batchShare: null };
  return withCostBase(
    { root: opened.root, base: options.base, ground, heads, isWhole, changes },
    context,
    use,
  );
}

/** Prices every pair, holds it to the gates, and reports. */
export async function reportCosts(
  work: CostWork,
  base: CostBase | null,
  notes: readonly string[],
): Promise<CostReport> {
  const { opened, options, ground, heads, traffic, whatIf, now } = work;
  const { scenario = null, by = 'prompt', failOn = 'block', models = [] } = options;
  const { prices, project } = ground;
  const pairs = base?.pairs ?? heads.map(({ side }): PromptPair => ({ head: side }));
  const sides = pairs.flatMap(({ head }) => head ?? []);
  const costs: PromptCost[] = [];
  for (const pair of pairs) costs.push(await estimatePrompt(pair));
  const budgets = new Map(heads.map(({ side }) => [side.id, side.budgets]));
  const decision = decideCosts(costs, (id) => budgets.get(id) ?? null, project.config.gates, failOn);
  return {
    kind: 'cost',
    schemaVersion: 1,
    tool,
    verdict: decision.verdict,
    exitCode: decision.exitCode,
    source: { ...(await opened.source), base: base?.commit ?? null },
    prices: { date: prices.date, sources: prices.sources },
    traffic: traffic && { path: trafficPath, scenario },
    whatIf,
    base: base && { name: base.name, commit: base.commit },
    totals: totalsOf(costs),
    prompts: costs,
    by,
    groups: by === 'prompt' ? [] : groupCosts(costs, by),
    alternatives: await alternativesOf(heads, models),
    explained: await explainedOf(work),
    gates: decision.gates,
    findings: await unpriced(sides, prices, project.config),
    notes: [...(base?.notes ?? []), ...notes, ...priceNotes(sides, prices, now)],
  };
}

async function explainedOf({ options, heads, ground }: CostWork): Promise<CostParts['explained']> {
  if (options.explain === undefined) return null;
  const [only, ...others] = heads;
  if (!only || others.length > 0) {
    throw new PromptopsError(
      'usage',
      `"--explain ${options.explain}" names ${heads.length} prompts, not one.`,
      {
        details: heads.map(({ side }) => `  ${side.id}`),
      },
    );
  }
  return { prompt: only.side.id, markets: await explainPrompt(only.side, ground.prices) };
}

async function alternativesOf(
  heads: readonly LoadedSide[],
  models: readonly string[],
): Promise<readonly Alternative[]> {
  const alternatives: Alternative[] = [];
  for (const { also, side } of heads)
    alternatives.push(...(await estimateAlternatives(side, models.length > 0 ? models : also)));
  return alternatives;
}

async function unpriced(
  sides: readonly PromptSide[],
  prices: PriceBook,
  config: Config,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const side of sides) {
    if (side.priceOf(side.model) !== null) continue;
    const provider = side.model.slice(0, side.model.indexOf('/'));
    const known = prices.known(provider, config).map((name) => `${provider}/${name}`);
    findings.push(await unpricedFinding(side, didYouMean(side.model, known)));
  }
  return findings;
}
