import type { PromptPair } from '../cost/prompt-cost.ts';
import type { PromptSide } from '../cost/prompt-side.ts';
import { createTrafficFinder, type TrafficChanges } from '../cost/prompt-traffic.ts';
import { trafficPath } from '../cost/traffic.ts';
import { PromptopsError } from '../errors.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { readChanges } from '../source/changes.ts';
import type { Root } from '../source/root.ts';
import { readSnapshot } from '../source/snapshot.ts';
import { loadReached } from './affected.ts';
import { chooseComparison } from './comparison.ts';
import type { Context } from './context.ts';
import { type CostGround, costSide, type LoadedSide } from './cost-side.ts';
import { readBaseTraffic } from './cost-traffic.ts';

/** What the head is compared with. */
export type CostBase = {
  readonly name: string;
  readonly commit: string | null;
  readonly notes: readonly string[];
  /** The head's prompts with what they were, then those that are gone. */
  readonly pairs: readonly PromptPair[];
};

type Asked = {
  readonly root: Root;
  /** A ref; undefined: what the surroundings choose, if they can. */
  readonly base: string | undefined;
  readonly ground: CostGround;
  readonly heads: readonly LoadedSide[];
  /** Every prompt of the head was asked for. */
  readonly isWhole: boolean;
  readonly changes: TrafficChanges;
};

/**
 * Pairs the head's prompts with those of the base, and hands both over while the base can be read. Only what changed
 * since is read again: of anything else the base differs in traffic and prices alone. null: nothing is there to compare
 * with, and nothing was asked for.
 */
export async function withCostBase<Result>(
  asked: Asked,
  context: Context,
  use: (base: CostBase | null, notes: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const chosen = await choose(asked, context);
  if (typeof chosen === 'string') return use(null, [chosen]);
  const { base, baseName: name, notes } = chosen;
  if ('nothing' in base) return use(null, []);
  const { commit } = base;
  const { root, ground } = asked;
  const { paths } = await readChanges(root, commit, null);
  const snapshot = await readSnapshot(root, base);
  try {
    // Nothing that is sent is made of the traffic file.
    const ofPrompts = paths && new Set([...paths].filter((path) => path !== trafficPath));
    const project = await loadReached(snapshot, { base: commit, paths: ofPrompts });
    const { traffic, note } = await readBaseTraffic(project, snapshot);
    const found = createTrafficFinder(traffic, asked.changes);
    const before: CostGround = { ...ground, project, snapshot, traffic: found };
    const pairs = pairUp(asked, before, project.prompts);
    return await use({ name, commit, notes: [...notes, ...note], pairs }, []);
  } finally {
    await snapshot.close();
  }
}

/** The comparison, or why there is none where none was asked for and no gate needs one. */
async function choose(
  { root, base, ground, heads }: Asked,
  context: Context,
): Promise<Awaited<ReturnType<typeof chooseComparison>> | string> {
  try {
    return await chooseComparison(root, { base }, context);
  } catch (error) {
    if (!(error instanceof PromptopsError) || base !== undefined) throw error;
    if (judgesIncreases(ground.project, heads)) {
      const hint = `A gate holds increases to a limit. Name a base ("--base <ref>"), or judge none: "--no-base".`;
      throw new PromptopsError(error.code, error.message, { hint, details: error.details, cause: error });
    }
    return `Nothing to compare with: ${error.message}`;
  }
}

/** A gate on what a change adds, which nobody can pass without a base. */
const judgesIncreases = ({ config }: CostGround['project'], heads: readonly LoadedSide[]): boolean =>
  config.gates.some(({ cost }) => Object.keys(cost ?? {}).some((key) => key.startsWith('maxIncrease'))) ||
  heads.some(({ side }) => side.budgets.maxIncreasePct !== null);

/** Which prompt of the head was which; what was not read of the base is as it was. */
export function pairUp(
  { heads, ground, isWhole }: Pick<Asked, 'heads' | 'ground' | 'isWhole'>,
  before: CostGround,
  prompts: readonly PromptFile[],
): readonly PromptPair[] {
  const ids = new Set(before.project.ids);
  const read = new Map(prompts.map((file) => [file.id, file]));
  const matched = new Set<string>();
  const pairs = heads.map(({ aliases, side }): PromptPair => {
    const id = [side.id, ...aliases].find((name) => ids.has(name));
    if (id === undefined) return { head: side, base: null };
    matched.add(id);
    const loaded = read.get(id);
    if (!loaded) return { head: side, base: unchanged(side, before) };
    const base = sideOf(before, loaded);
    return base ? { head: side, base } : { head: side };
  });
  const present = new Set(ground.project.ids);
  const isGone = ({ id }: PromptFile): boolean => !matched.has(id) && !present.has(id);
  const gone = isWhole ? prompts.filter(isGone) : [];
  return [...pairs, ...gone.flatMap((file) => ({ head: null, base: sideOf(before, file) }))].filter(
    ({ head, base }) => head !== null || base !== null,
  );
}

/** null: it could not be used in the base, and there is nothing to compare with. */
const sideOf = (ground: CostGround, file: PromptFile): PromptSide | null =>
  file.prompt && file.faults.length === 0 && (file.tests?.faults ?? []).length === 0
    ? costSide(ground, file, file.prompt)
    : null;

/** A prompt nothing has touched: what it sends is what it sent. */
const unchanged = (side: PromptSide, { traffic, prices, project }: CostGround): PromptSide => ({
  ...side,
  traffic: traffic(side.id, side.locales),
  priceOf: (model) => prices.find(model, project.config),
});
