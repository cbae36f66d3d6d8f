import { faultsOfAssertions } from '../evals/prepare.ts';
import { faultsOfRows } from '../evals/row-faults.ts';
import type { RecordingFact } from '../lint/facts.ts';
import { createGatherer, type Gatherer } from '../lint/gather-facts.ts';
import { createLinter, type LintedPrompt, type Linter } from '../lint/lint.ts';
import type { Finding } from '../model/finding.ts';
import { openLayout, type ProjectLayout } from '../model/project.ts';
import type { PromptFile, PromptPlace } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { takeTurn } from '../model/turn.ts';
import { providerFaults } from '../providers/provider-faults.ts';
import { everything, type Reach, reachOf } from './affected.ts';
import type { Context } from './context.ts';
import { isCI } from './is-ci.ts';
import type { LintScope } from './lint-scope.ts';
import type { CacheStore, PromptCache } from './prompt-cache.ts';
import { staleSignatures } from './stale-signatures.ts';

export type LintedProject = {
  readonly layout: ProjectLayout;
  readonly prompts: readonly LintedPrompt[];
  readonly findings: readonly Finding[];
};

/** Prompts that are in memory at one time. */
const promptsAtOnce = 64;

/** Lints the prompts of a scope, some at a time: what is left of each is its findings. */
export async function lintProject(
  files: Snapshot,
  { select, changes }: Pick<LintScope, 'select' | 'changes'>,
  context: Context,
  store: CacheStore | null,
): Promise<LintedProject> {
  const layout = await openLayout(files, select);
  const reach = changes ? await reachOf(files, changes) : everything;
  const places = await reach.among(layout);
  const moment = momentOf(context);
  const cache = store && (await openCache(store, places.length, { layout, files, moment }));
  const snapshot = cache?.snapshot ?? files;
  const gatherer = createGatherer(layout, snapshot, moment);
  const ground: Ground = { layout, snapshot, linter: createLinter(layout), reach, gatherer, cache };
  const prompts: LintedPrompt[] = [];
  for (let at = 0; at < places.length; at += promptsAtOnce) {
    prompts.push(...(await lintSome(places.slice(at, at + promptsAtOnce), ground)));
    await takeTurn();
  }
  await cache?.save();
  return { layout, prompts, findings: await finish(prompts, ground) };
}

type Ground = {
  readonly layout: ProjectLayout;
  readonly snapshot: Snapshot;
  readonly linter: Linter;
  readonly reach: Reach;
  readonly gatherer: Gatherer;
  readonly cache: PromptCache<LintedPrompt> | null;
};

/** What is neither in the files nor in the program. */
const momentOf = ({ env, now }: Context) => ({ today: now().toISOString().slice(0, 10), ci: isCI(env) });

async function lintSome(places: readonly PromptPlace[], ground: Ground): Promise<readonly LintedPrompt[]> {
  const { layout, snapshot, reach, cache } = ground;
  const known = (await cache?.find(places)) ?? new Map<string, LintedPrompt>();
  const read = await layout.read(
    places.filter(({ path }) => !known.has(path)),
    snapshot,
  );
  const prompts = new Map(read.map((prompt) => [prompt.path, prompt]));
  const linted: LintedPrompt[] = [];
  for (const place of places) {
    const prompt = prompts.get(place.path);
    const held = known.get(place.path);
    if (held && reach.reaches(held)) linted.push(held);
    if (!prompt || !reach.reaches(prompt)) continue;
    const lint = () => lintOne(prompt, ground);
    linted.push(await (cache ? cache.keeping(place, lint) : lint()));
  }
  return linted;
}

async function lintOne(prompt: PromptFile, ground: Ground): Promise<LintedPrompt> {
  const { layout, snapshot, linter, gatherer } = ground;
  const alone = { config: layout.config, prompts: [prompt] };
  const faults = [...(await faultsOfAssertions(alone)), ...(await faultsOfRows(alone, snapshot))];
  const facts = await gatherer.ofPrompt(prompt);
  const recordings = await factsOfRecordings(prompt, ground);
  return linter.prompt(prompt, { faults, facts: { ...facts, recordings } });
}

/** Below this many prompts they are linted again in the time it takes to look whether they must be. */
async function openCache(
  store: CacheStore,
  prompts: number,
  { layout, files, moment }: { layout: ProjectLayout; files: Snapshot; moment: ReturnType<typeof momentOf> },
): Promise<PromptCache<LintedPrompt> | null> {
  if (prompts < store.from) return null;
  const { openPromptCache } = await import('./prompt-cache.ts');
  return openPromptCache(store, moment, layout, files);
}

/** Where nothing is recorded, nothing is loaded. */
async function factsOfRecordings(
  prompt: PromptFile,
  { layout, snapshot }: Ground,
): Promise<readonly RecordingFact[]> {
  if (!layout.recordings.has(prompt.path)) return [];
  const { factsOfRecordings } = await import('./recording-facts.ts');
  return factsOfRecordings(prompt, layout, snapshot);
}

/** The findings of the prompts and of the project as a whole. */
async function finish(prompts: readonly LintedPrompt[], ground: Ground): Promise<readonly Finding[]> {
  const { layout, snapshot, linter, gatherer } = ground;
  const isWhole = prompts.length === layout.ids.length;
  const recordings = isWhole ? await orphansOf(ground) : [];
  const signatures = await staleSignatures(snapshot, prompts, isWhole ? layout.ids : null);
  const facts = { ...(await gatherer.ofProject()), recordings, signatures };
  const part = linter.project({ faults: await providerFaults(layout), facts });
  return linter.finish([part, ...prompts], facts, isWhole);
}

/** Who asks for some prompts has no concern with recordings that belong to none. */
async function orphansOf({ layout, snapshot }: Ground): Promise<readonly RecordingFact[]> {
  if (layout.recordings.size === 0) return [];
  const { orphansOf } = await import('./recording-facts.ts');
  return orphansOf(layout, snapshot);
}
