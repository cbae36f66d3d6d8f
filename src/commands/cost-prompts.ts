import type { Measured, PromptSide } from '../cost/prompt-side.ts';
import { PromptopsError } from '../errors.ts';
import { refuseFaults } from '../evals/faults.ts';
import type { ProjectLayout } from '../model/project.ts';
import type { PromptFile, PromptPlace } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readSamples } from './cost-samples.ts';
import { type CostGround, costSide, type LoadedSide, measureKey, once } from './cost-side.ts';
import { faultsOf } from './open-project.ts';
import type { CacheStore, MadeOfPrompt, PromptCache } from './prompt-cache.ts';

/** What is kept of a prompt between runs: all that no traffic, no price and no base has a part in. */
type MeasuredPrompt = MadeOfPrompt &
  Pick<PromptFile, 'also' | 'budgets'> &
  Pick<PromptSide, 'model' | 'useCase' | 'locales'> & {
    /** By `measureKey`. */
    readonly measured: readonly (readonly [string, Measured])[];
  };

/** The prompts whose costs are asked for: read where something changed, known from an earlier run where nothing did. */
export type CostPrompts = {
  readonly layout: ProjectLayout;
  /** What they are read and measured from. */
  readonly snapshot: Snapshot;
  readonly cache: PromptCache<MeasuredPrompt> | null;
  readonly known: ReadonlyMap<string, MeasuredPrompt>;
  readonly read: ReadonlyMap<string, PromptFile>;
};

/** Throws `invalid-project` with every fault of the project and its prompts. `store` null: everything is read. */
export async function openCostPrompts(
  layout: ProjectLayout,
  files: Snapshot,
  store: CacheStore | null,
): Promise<CostPrompts> {
  const { places } = layout;
  const cache = store && places.length >= store.from ? await openCache(store, layout, files) : null;
  const known = (await cache?.find(places)) ?? new Map<string, MeasuredPrompt>();
  const snapshot = cache?.snapshot ?? files;
  const rest = places.filter(({ path }) => !known.has(path));
  return { layout, snapshot, cache, known, read: await readAll(layout, rest, snapshot) };
}

async function openCache(store: CacheStore, layout: ProjectLayout, files: Snapshot) {
  const { openPromptCache } = await import('./prompt-cache.ts');
  return openPromptCache<MeasuredPrompt>(store, null, layout, files);
}

/** Whoever is kept had no fault. */
async function readAll(
  layout: ProjectLayout,
  places: readonly PromptPlace[],
  from: Snapshot,
): Promise<ReadonlyMap<string, PromptFile>> {
  const files = await layout.read(places, from);
  refuseFaults(faultsOf(layout, files, true));
  return new Map(files.map((file) => [file.path, file]));
}

/** Of the models a prompt names beside its own: those it is measured for. */
type ChooseModels = (also: readonly string[]) => readonly string[];

/**
 * The side of every prompt. What is to be kept is measured for its own model and the chosen ones at once, one prompt
 * after the other, so that it is known what each is made of.
 */
export async function loadSides(
  prompts: CostPrompts,
  ground: CostGround,
  choose: ChooseModels,
): Promise<readonly LoadedSide[]> {
  const { layout, snapshot, cache } = prompts;
  const suffices = (made: MeasuredPrompt): boolean => {
    const keys = new Set(made.measured.map(([key]) => key));
    return wantedOf(ground, made, choose).every(({ key }) => keys.has(key));
  };
  const known = new Map([...prompts.known].filter(([, made]) => suffices(made)));
  const rest = layout.places.filter(({ path }) => prompts.known.has(path) && !known.has(path));
  const read = new Map([...prompts.read, ...(await readAll(layout, rest, snapshot))]);
  const sides: LoadedSide[] = [];
  for (const place of layout.places) {
    const made = known.get(place.path);
    const file = read.get(place.path);
    if (made) {
      const side = keptSide(ground, made, () => readAgain(layout, place, snapshot));
      sides.push({ side, also: made.also, aliases: made.aliases });
    } else if (file?.prompt) {
      const side = costSide(ground, file, file.prompt);
      sides.push({ side, also: file.also, aliases: file.aliases });
      await cache?.keeping(place, () => measureAll(ground, file, side, choose));
    }
  }
  await cache?.save();
  return sides;
}

type Wanted = { readonly model: string; readonly locale: string | null; readonly key: string };

/** What of a prompt is measured in any case. */
function wantedOf(
  ground: CostGround,
  { id, model, locales, also }: Pick<MeasuredPrompt, 'id' | 'model' | 'locales' | 'also'>,
  choose: ChooseModels,
): readonly Wanted[] {
  const traffic = ground.traffic(id, locales);
  const all = new Set([model, ...choose(also)]);
  const cells = new Set(traffic.cells.map(({ locale }) => locale));
  return [...all].flatMap((each) =>
    [...cells].map((locale) => ({ model: each, locale, key: measureKey(ground, traffic, each, locale) })),
  );
}

async function measureAll(
  ground: CostGround,
  { aliases, also, reads }: PromptFile,
  side: PromptSide,
  choose: ChooseModels,
): Promise<MeasuredPrompt> {
  const { id, path, model, useCase, budgets, locales } = side;
  const measured: [string, Measured][] = [];
  for (const wanted of wantedOf(ground, { ...side, also }, choose))
    measured.push([wanted.key, await side.measure(wanted.model, wanted.locale)]);
  return {
    id,
    path,
    aliases,
    reads: [...reads],
    also,
    model,
    useCase,
    budgets,
    locales,
    measured,
  };
}

/** A prompt nothing has changed of. Only for what was never measured of it, it is read again. */
function keptSide(ground: CostGround, made: MeasuredPrompt, read: () => Promise<PromptFile>): PromptSide {
  const { id, path, model, useCase, budgets, locales } = made;
  const traffic = ground.traffic(id, locales);
  const measured = new Map(made.measured);
  const reading = once(async () => {
    const file = await read();
    if (!file.prompt) throw new PromptopsError('invalid-project', `"${path}" changed while it was read.`);
    return { file, prompt: file.prompt };
  });
  const samples = once(async () => {
    const { file, prompt } = await reading();
    return readSamples(file, prompt, ground.project, ground.snapshot);
  });
  const live = once(async () => {
    const { file, prompt } = await reading();
    return costSide(ground, file, prompt);
  });
  ground.calibrations.set(id, samples);
  return {
    id,
    path,
    model,
    useCase,
    budgets,
    locales,
    traffic,
    modelPlace: async () => (await reading()).file.file.placeOf(['model', 'id']),
    priceOf: (each) => ground.prices.find(each, ground.project.config),
    async measure(each, locale) {
      return measured.get(measureKey(ground, traffic, each, locale)) ?? (await live()).measure(each, locale);
    },
  };
}

async function readAgain(layout: ProjectLayout, place: PromptPlace, from: Snapshot): Promise<PromptFile> {
  const [file] = await layout.read([place], from);
  if (!file) throw new PromptopsError('not-found', `There is no file "${place.path}" any more.`);
  return file;
}
