import type { PackedFile } from '../bundle/pack-prompt.ts';
import type { RecordingFact } from '../lint/facts.ts';
import type { LintedPrompt } from '../lint/lint.ts';
import type { Finding } from '../model/finding.ts';
import { openLayout, type Project, type ProjectLayout } from '../model/project.ts';
import type { PromptFile, PromptPlace } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { takeTurn } from '../model/turn.ts';
import { providerFaults } from '../providers/provider-faults.ts';
import { everything, type Reach, reachOf } from './affected.ts';
import type { Context } from './context.ts';
import { isCI } from './is-ci.ts';
import { groundOf, lintOne, type Moment, type PromptGround } from './lint-prompt.ts';
import type { LintScope } from './lint-scope.ts';
import type { Apart, LintedApart, Thread, ThreadStart } from './lint-threads.ts';
import type { CacheStore, PromptCache } from './prompt-cache.ts';
import { staleSignatures } from './stale-signatures.ts';

export type LintedProject = {
  readonly layout: ProjectLayout;
  readonly prompts: readonly LintedPrompt[];
  readonly findings: readonly Finding[];
  /** What `pack` made of them; nothing without it. */
  readonly packed: readonly PackedFile[];
};

/** What prompts are linted with beside what is asked for. */
export type LintMeans = {
  /** null: nothing is known of earlier runs, and nothing kept for the next. */
  readonly store: CacheStore | null;
  /** null: no threads. */
  readonly apart: Apart | null;
} & (
  | { readonly pack: null }
  /** Packs every prompt while it is read; what is known of earlier runs would not be. */
  | { readonly store: null; readonly pack: (prompt: PromptFile) => PackedFile }
);

/** Prompts that are in memory of one thread at one time. */
const promptsAtOnce = 64;

/** From this many prompts on, threads of their own pay for their start. */
const worthThreads = 500;

/** Lints the prompts of a scope, some at a time: what is kept of each is its findings, and what `pack` makes of it. */
export async function lintProject(
  files: Snapshot,
  { select, changes }: Pick<LintScope, 'select' | 'changes'>,
  context: Context,
  { store, apart, pack }: LintMeans,
): Promise<LintedProject> {
  const layout = await openLayout(files, select);
  const reach = changes ? await reachOf(files, changes) : everything;
  const places = await reach.among(layout);
  const moment = momentOf(context);
  const cache = store && (await openCache(store, places.length, { layout, files, moment }));
  const snapshot = cache?.snapshot ?? files;
  const ground: Ground = { ...groundOf(layout, snapshot, moment), layout, reach, cache, pack };
  const known = await findKnown(places, cache);
  const linted = new Map([...known].filter(([, prompt]) => reach.reaches(prompt)));
  const packed = new Map<string, PackedFile>();
  const todo = places.filter(({ path }) => !known.has(path));
  const threads =
    apart && todo.length >= worthThreads
      ? await openThreadsFor(apart, layout, { moment, packs: pack !== null })
      : [];
  await lintInTurn(todo, ground, threads, ({ path }, prompt) => {
    linted.set(path, prompt.linted);
    if (prompt.packed) packed.set(path, prompt.packed);
  });
  const prompts = places.flatMap(({ path }) => linted.get(path) ?? []);
  await cache?.save();
  const isWhole = prompts.length === layout.ids.length;
  return {
    layout,
    prompts,
    findings: await finish(prompts, ground, isWhole ? layout : null),
    packed: places.flatMap(({ path }) => packed.get(path) ?? []),
  };
}

/** Lints prompts that are read already, as a part of their project. */
export async function lintLoaded(
  project: Project,
  snapshot: Snapshot,
  moment: Moment,
): Promise<Pick<LintedProject, 'prompts' | 'findings'>> {
  const ground = groundOf(project, snapshot, moment);
  const prompts: LintedPrompt[] = [];
  for (const prompt of project.prompts) {
    prompts.push(await lintOne(prompt, ground));
    await takeTurn();
  }
  return { prompts, findings: await finish(prompts, ground, null) };
}

type Ground = PromptGround & {
  readonly layout: ProjectLayout;
  readonly reach: Reach;
  readonly cache: PromptCache<LintedPrompt> | null;
  readonly pack: LintMeans['pack'];
};

/** What is kept of a prompt. */
type Left = Pick<LintedApart, 'linted' | 'packed'>;

const momentOf = ({ env, now }: Context): Moment => ({
  today: now().toISOString().slice(0, 10),
  ci: isCI(env),
});

/** Those of earlier runs for which nothing changed, by path. */
async function findKnown(places: readonly PromptPlace[], cache: PromptCache<LintedPrompt> | null) {
  const found = new Map<string, LintedPrompt>();
  if (!cache) return found;
  for (let at = 0; at < places.length; at += promptsAtOnce) {
    for (const [path, linted] of await cache.find(places.slice(at, at + promptsAtOnce)))
      found.set(path, linted);
    await takeTurn();
  }
  return found;
}

/** Takes some prompts at a time, here and in every thread, as each of them is done with the last ones. */
async function lintInTurn(
  places: readonly PromptPlace[],
  ground: Ground,
  threads: readonly Thread[],
  done: (place: PromptPlace, left: Left) => void,
): Promise<void> {
  let next = 0;
  const take = (): readonly PromptPlace[] => {
    next += promptsAtOnce;
    return places.slice(next - promptsAtOnce, next);
  };
  const lintHere = async (some: readonly PromptPlace[]): Promise<void> => {
    for (const [place, left] of await lintSome(some, ground)) done(place, left);
    await takeTurn();
  };
  const here = async (): Promise<void> => {
    for (let some = take(); some.length > 0; some = take()) await lintHere(some);
  };
  const there = async (thread: Thread): Promise<void> => {
    for (let some = take(); some.length > 0; some = take()) {
      const answers = await thread.lint(some.map(({ path }) => path));
      // What goes wrong there is found here as well, and said.
      if (answers === null) return lintHere(some);
      for (const [index, place] of some.entries()) {
        const answer = answers[index];
        if (!answer) continue;
        ground.cache?.adopt(place, answer.linted, answer.files);
        done(place, answer);
      }
    }
  };
  try {
    await Promise.all([here(), ...threads.map(there)]);
  } finally {
    for (const thread of threads) thread.close();
  }
}

/** Threads are loaded where they are worth their start. */
async function openThreadsFor(
  apart: Apart,
  layout: ProjectLayout,
  of: Pick<ThreadStart, 'moment' | 'packs'>,
): Promise<readonly Thread[]> {
  const { openThreads } = await import('./lint-threads.ts');
  return openThreads(apart, layout, of);
}

async function lintSome(
  places: readonly PromptPlace[],
  ground: Ground,
): Promise<readonly (readonly [PromptPlace, Left])[]> {
  const { layout, snapshot, reach, cache, pack } = ground;
  const prompts = new Map((await layout.read(places, snapshot)).map((prompt) => [prompt.path, prompt]));
  const done: (readonly [PromptPlace, Left])[] = [];
  for (const place of places) {
    const prompt = prompts.get(place.path);
    if (!prompt || !reach.reaches(prompt)) continue;
    const lint = () => lintOne(prompt, ground);
    const linted = await (cache ? cache.keeping(place, lint) : lint());
    done.push([place, { linted, packed: pack?.(prompt) ?? null }]);
  }
  return done;
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

/** The findings of the prompts and of the project; `whole`: all of it, where all its prompts were linted. */
async function finish(
  prompts: readonly LintedPrompt[],
  { layout, snapshot, linter, gatherer }: PromptGround,
  whole: ProjectLayout | null,
): Promise<readonly Finding[]> {
  // Who asks for some prompts has no concern with recordings that belong to none.
  const recordings = whole ? await orphansIn(whole, snapshot) : [];
  const signatures = await staleSignatures(snapshot, prompts, whole?.ids ?? null);
  const facts = { ...(await gatherer.ofProject()), recordings, signatures };
  const part = linter.project({ faults: await providerFaults(layout), facts });
  return linter.finish([part, ...prompts], facts, whole !== null);
}

async function orphansIn(layout: ProjectLayout, snapshot: Snapshot): Promise<readonly RecordingFact[]> {
  if (layout.recordings.size === 0) return [];
  const { orphansOf } = await import('./recording-facts.ts');
  return orphansOf(layout, snapshot);
}
