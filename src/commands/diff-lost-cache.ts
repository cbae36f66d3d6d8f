import { costOfLostCache, type LostCache } from '../cost/lost-cache.ts';
import { createTrafficFinder } from '../cost/prompt-traffic.ts';
import type { ProjectDiff } from '../diff/diff-projects.ts';
import type { PromptDiff } from '../diff/diff-prompt.ts';
import { breaksPrefix } from '../diff/rules/cache-prefix.ts';
import { loadPrices } from '../meter/prices.ts';
import type { ComparedProjects, ComparedSide } from './comparison.ts';
import { type CostGround, costSide } from './cost-side.ts';
import { readBaseTraffic } from './cost-traffic.ts';

/** Says of every cached prefix that broke what that costs, at the traffic and the prices of the head. */
export async function priceBrokenPrefixes(
  diff: ProjectDiff,
  compared: Pick<ComparedProjects, 'base' | 'head'>,
): Promise<ProjectDiff> {
  const after = await groundOf(compared.head);
  // At the traffic, prices and counts of the head, nothing but the text differs.
  const before = { ...after, ...compared.base };
  const prompts: PromptDiff[] = [];
  for (const prompt of diff.prompts) {
    const isPriced = prompt.changes.some(breaksPrefix);
    prompts.push(isPriced ? await priced(prompt, before, after) : prompt);
  }
  return { ...diff, prompts };
}

type Ground = CostGround & { readonly project: ComparedSide['project'] };

/** Traffic that has a fault is as good as it can be read: what is wrong with it, `cost` says. */
async function groundOf({ snapshot, project }: ComparedSide): Promise<Ground> {
  const { traffic } = await readBaseTraffic(project, snapshot);
  return {
    project,
    snapshot,
    prices: await loadPrices(),
    traffic: createTrafficFinder(traffic, { scenario: null, cacheHitRate: null, batchShare: null }),
    inDetail: false,
    exact: null,
    calibrations: new Map(),
  };
}

async function priced(diff: PromptDiff, before: Ground, after: Ground): Promise<PromptDiff> {
  // Who is read first says how requests are counted.
  const [now, old] = [sideOf(after, diff.prompt), sideOf(before, diff.from ?? diff.prompt)];
  if (!old || !now) return diff;
  const said = costText(await costOfLostCache(old, now));
  return {
    ...diff,
    changes: diff.changes.map((change) =>
      breaksPrefix(change) ? { ...change, message: `${change.message} ${said}` } : change,
    ),
  };
}

function sideOf(ground: Ground, id: string) {
  const file = ground.project.prompts.find((prompt) => prompt.id === id);
  return file?.prompt ? costSide(ground, file, file.prompt) : null;
}

function costText({ tokens, usd, unit, isMost }: LostCache): string {
  if (tokens === 0) return 'It was shorter than the provider caches: nothing is lost.';
  const lost = `${tokens} tokens a call are no longer read from the cache`;
  if (usd === null) return `${lost}.`;
  const amount = `$${Number(Math.abs(Number(usd)).toPrecision(3))} ${unit === 'month' ? 'a month' : 'a thousand calls'}`;
  if (usd.startsWith('-')) return `${lost}, nor written to it, which saves ${amount}.`;
  return `${lost}: ${isMost ? 'up to ' : ''}${amount}.`;
}
