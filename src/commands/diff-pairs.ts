import type { PromptDiff } from '../diff/diff-prompt.ts';
import { breaksPrefix } from '../diff/rules/cache-prefix.ts';
import { nothingParsed } from '../model/files.ts';
import { groupBy } from '../model/group.ts';
import { layOut, promptEnding, recordedPrompt, testEnding } from '../model/layout.ts';
import { readConfig } from '../model/project.ts';
import type { PromptFile, PromptPlace } from '../model/prompt-file.ts';
import { loadPromptFiles } from '../model/prompt-files.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { joinedPath, joinSnapshots, partOf } from '../source/joined-snapshot.ts';
import { movesTests } from './affected.ts';
import { ownersOf, touchesShared } from './both-sides.ts';
import type { ComparedSide } from './comparison.ts';
import { nothingRendered, type PairRenders } from './diff-renders.ts';
import { type CacheStore, type MadeOfPrompt, openPromptCache, type PromptCache } from './prompt-cache.ts';

/** What two readings of one prompt came to, whoever else is compared; `diff` null: they do not differ. */
type ComparedPair = MadeOfPrompt & PairRenders & { readonly diff: PromptDiff | null };

/** A comparison of which only those prompts are read that no earlier one knows. */
export type Pairs = {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly known: readonly ComparedPair[];
  /** Renders a prompt that differs, and keeps what came of it. */
  rendering(diff: PromptDiff, render: () => Promise<PairRenders>): Promise<PairRenders>;
  /** Also what was read and does not differ. */
  save(): Promise<void>;
};

export type PairGround = {
  readonly store: CacheStore;
  /** ISO date. */
  readonly today: string;
};

/** Reading them anew takes longer than the others do, and a file that holds more is slow as well. */
const mostPrompts = 500;
const mostCharacters = 1 << 18;

/**
 * Opens what earlier comparisons left of prompts whose own files alone changed, on both sides. null where that is no
 * gain, or where what a prompt comes to depends on more than its files: a shared file changed, or the project must be
 * listed for its tests or its names.
 */
export async function openPairs(
  base: Snapshot,
  head: Snapshot,
  paths: ReadonlySet<string> | null,
  { store, today }: PairGround,
): Promise<Pairs | null> {
  if (paths === null || touchesShared(paths)) return null;
  const owners = [...ownersOf(paths)];
  if (owners.length < store.from || owners.length > mostPrompts || (await movesTests(head, paths)))
    return null;
  const [old, now] = [await readConfig(base), await readConfig(head)];
  const places = placesOf(owners, now.config.promptRoots);
  const ids = places.map(({ id }) => id);
  // Of two prompts of one id, which is compared with which depends on both.
  if (new Set(ids).size < ids.length) return null;
  const recordings = groupBy(
    [...paths].filter((path) => recordedPrompt(path) !== null),
    (path) => recordedPrompt(path) ?? '',
  );
  const cache = await openPromptCache<ComparedPair>(
    store,
    [today, old.config, old.configFile?.text],
    { ...now, ids, partialNames: [], recordings },
    joinSnapshots({ before: base, after: head }),
  );
  const known = await cache.find(places);
  const rest = owners.filter((path) => !known.has(path));
  const parsed = nothingParsed();
  const [before, after] = [partOf(cache.snapshot, 'before', base), partOf(cache.snapshot, 'after', head)];
  const atHead = await loadPromptFiles(after, rest, { parsed });
  const atBase = atHead && (await loadPromptFiles(before, rest, { parsed }));
  if (!atHead || !atBase) return null;
  const sides = {
    base: { snapshot: before, project: atBase },
    head: { snapshot: after, project: atHead },
  };
  return { ...sides, known: [...known.values()], ...keeperOf(sides, cache, { places, recordings }) };
}

/** Where prompts stand whose tests, as far as there are any, stand beside them. */
const placesOf = (prompts: readonly string[], roots: readonly string[]): readonly PromptPlace[] =>
  layOut(
    prompts.flatMap((path) => [path, path.slice(0, -promptEnding.length) + testEnding]),
    roots,
  ).prompts;

type Readings = { readonly before: PromptFile; readonly after: PromptFile };

function keeperOf(
  { base, head }: Pick<Pairs, 'base' | 'head'>,
  cache: PromptCache<ComparedPair>,
  layout: {
    readonly places: readonly PromptPlace[];
    readonly recordings: ReadonlyMap<string, readonly string[]>;
  },
): Pick<Pairs, 'rendering' | 'save'> {
  const old = new Map(base.project.prompts.map((prompt) => [prompt.path, prompt]));
  const pairs = head.project.prompts.flatMap((after): [string, Readings][] => {
    const before = old.get(after.path);
    return before && isSound(before) && isSound(after) ? [[after.path, { before, after }]] : [];
  });
  const left = new Map(pairs);
  const places = new Map(layout.places.map((place) => [place.path, place]));

  const keep = async (path: string, diff: PromptDiff | null, render: () => Promise<PairRenders>) => {
    const [readings, place] = [left.get(path), places.get(path)];
    left.delete(path);
    if (!readings || !place) return render();
    const reads = readsOf(readings, layout.recordings.get(path) ?? []);
    const make = async () => ({ id: place.id, path, aliases: [], reads, diff, ...(await render()) });
    return cache.keeping(place, make, isWorth);
  };
  return {
    rendering: (diff, render) => keep(diff.path, diff, render),
    async save() {
      for (const path of [...left.keys()]) await keep(path, null, async () => nothingRendered);
      await cache.save();
    },
  };
}

/** Faults are told with names of other files, which may be others tomorrow. */
const isSound = ({ prompt, faults, tests }: PromptFile): boolean =>
  prompt !== null && faults.length === 0 && (tests?.faults ?? []).length === 0;

/** What a broken prefix costs is a matter of traffic and prices. */
const isWorth = (pair: ComparedPair): boolean =>
  !pair.diff?.changes.some(breaksPrefix) && JSON.stringify(pair).length <= mostCharacters;

const readsOf = ({ before, after }: Readings, recordings: readonly string[]): readonly string[] => [
  ...[...before.reads, ...recordings].map((path) => joinedPath('before', path)),
  ...[...after.reads, ...recordings].map((path) => joinedPath('after', path)),
];
