import { PromptopsError } from '../errors.ts';
import { type Config, configPath, defaultFileLimits, parseConfig, pricingPath } from './config.ts';
import { type Fault, formatFault } from './fault.ts';
import { createFileStore, type FileStore, refusalRule } from './files.ts';
import { foldedId, layOut, recordingsIn } from './layout.ts';
import { faultsOfDefaultModel } from './model-choice.ts';
import { byCodePoint } from './order.ts';
import { partialNamesOf } from './partials.ts';
import { fileStart, type Place } from './place.ts';
import { underPolicy } from './policy.ts';
import type { Pricing } from './pricing.ts';
import { type PromptFile, type PromptPlace, parsePromptFile } from './prompt-file.ts';
import { folderOf, resolveReference } from './reference.ts';
import { selectPrompts, unmatched } from './select.ts';
import { listOf, recordOf, textOf, textsOf } from './shape.ts';
import type { Snapshot } from './snapshot.ts';
import { placeStrays } from './strays.ts';
import { takeTurn } from './turn.ts';
import { parseYaml, type YamlFile } from './yaml-file.ts';

/** A project at one snapshot, as far as it was asked for. */
export type Project = {
  readonly config: Config;
  /** null: there is no `promptops.yaml`, the defaults hold. */
  readonly configFile: YamlFile | null;
  /** Ids of all prompts, selected or not, sorted. */
  readonly ids: readonly string[];
  /** The selected prompts, parsed, sorted by id. */
  readonly prompts: readonly PromptFile[];
  /** Files below `__recordings__`, none of them read, by the path of the prompt file they belong beside. */
  readonly recordings: ReadonlyMap<string, readonly string[]>;
  /** Faults of the config and of the layout (`id/collision`). */
  readonly faults: readonly Fault[];
};

export type ProjectOptions = {
  readonly select?: readonly string[];
  /** Which of the selected prompts are read at all. */
  readonly only?: (place: PromptPlace) => boolean;
};

/**
 * Reads the project at a snapshot: the config, the list of prompts, and of the selected ones (ids, globs, folders, paths
 * of prompt or test files, aliases; none given: all) everything they refer to, in a few batches. Faults stay with the
 * file they are in. Throws PromptopsError `not-found` for a selector that names no prompt.
 */
export async function loadProject(
  snapshot: Snapshot,
  { select = [], only = () => true }: ProjectOptions = {},
): Promise<Project> {
  const { places, partialNames: _names, read, ...project } = await openLayout(snapshot, select);
  return { ...project, prompts: await read(places.filter(only)) };
}

/** A project of which no prompt is read yet. */
export type ProjectLayout = Omit<Project, 'prompts'> & {
  /** The selected prompts, sorted by id. */
  readonly places: readonly PromptPlace[];
  /** Names of all partials. */
  readonly partialNames: readonly string[];
  /** Parses some prompts with everything they refer to, in a few batches; nothing of them is kept here. */
  read(places: readonly PromptPlace[], from?: Snapshot): Promise<readonly PromptFile[]>;
};

/** As `loadProject`, but leaves reading the prompts to whoever wants to do it bit by bit. */
export async function openLayout(snapshot: Snapshot, select: readonly string[] = []): Promise<ProjectLayout> {
  const { config, configFile, faults, unread } = await readConfig(snapshot);
  const { paths, faults: unlisted } = await listFolders(snapshot, config, configFile);
  const layout = layOut(paths, config.promptRoots);
  const store = createFileStore(snapshot, config.files);
  const strays = await placeStrays(layout, store);
  const aliases = await readAliases(strays.prompts, unmatched(strays.prompts, select), store);
  const aliasOf = (alias: string) => aliases.get(alias) ?? null;
  const all = strays.prompts;
  const choose = () => (select.length === 0 ? all : selectPrompts({ prompts: all, aliasOf }, select));
  const partialNames = partialNamesOf(config.partials, paths);
  const taken = new Set(all.map(({ id }) => foldedId(id)));
  return {
    config,
    configFile,
    ids: all.map(({ id }) => id),
    places: explaining([...unread, ...unlisted], choose),
    partialNames,
    recordings: recordingsIn(paths),
    faults: [...faults, ...unlisted, ...layout.faults, ...strays.faults],
    async read(places, from = snapshot) {
      const files = createFileStore(from, config.files);
      const prompts = await readPrompts(places, files, { config, partialNames });
      return prompts.map((prompt) => withAliasFaults(prompt, taken));
    },
  };
}

type ConfigRead = Pick<Project, 'config' | 'configFile' | 'faults'> & { readonly unread: readonly Fault[] };

/**
 * The config of a snapshot with its faults, and of them those of a file that cannot be read at all. Under a policy its
 * own config says what is sent, and that of the policy everything else.
 */
export async function readConfig(snapshot: Snapshot): Promise<ConfigRead> {
  const own = await readOwnConfig(snapshot);
  if (!snapshot.policy) return own;
  const { config } = await readOwnConfig(snapshot.policy);
  return { ...own, config: underPolicy(own.config, config) };
}

async function readOwnConfig(snapshot: Snapshot): Promise<ConfigRead> {
  const { file: configFile, faults: unread } = await readYamlFile(snapshot, configPath);
  const parsed = parseConfig(configFile);
  const { pricing, faults: ofPrices } = await readPricing(snapshot);
  const config = { ...parsed.config, pricing };
  const ofModel = faultsOfDefaultModel(config, configFile);
  return { config, configFile, faults: [...unread, ...parsed.faults, ...ofPrices, ...ofModel], unread };
}

/** A config that is a link out of the repository, or too large, is a fault; the defaults hold then. */
async function readYamlFile(
  snapshot: Snapshot,
  path: string,
): Promise<{ readonly file: YamlFile | null; readonly faults: readonly Fault[] }> {
  try {
    const bytes = (await snapshot.read([path])).get(path);
    return { file: bytes ? parseYaml(path, bytes, defaultFileLimits) : null, faults: [] };
  } catch (error) {
    return { file: null, faults: [refusal(error, fileStart(path))] };
  }
}

/** Prices that cannot be read are a fault, like those that make no sense: list prices would pass for the real ones. */
async function readPricing(
  snapshot: Snapshot,
): Promise<{ readonly pricing: Pricing | null; readonly faults: readonly Fault[] }> {
  const { file, faults } = await readYamlFile(snapshot, pricingPath);
  if (!file) return { pricing: null, faults };
  const { parsePricing } = await import('./pricing.ts');
  return parsePricing(file);
}

/** The files of the prompts and partials; a folder outside the repository is a fault and hides no other. */
async function listFolders(
  snapshot: Snapshot,
  { promptRoots, partials }: Config,
  configFile: YamlFile | null,
): Promise<{ readonly paths: readonly string[]; readonly faults: readonly Fault[] }> {
  const folders = [...promptRoots, partials];
  try {
    return { paths: await snapshot.list(folders), faults: [] };
  } catch (error) {
    if (refusalRule(error) === null) throw error;
  }
  const paths = new Set<string>();
  const faults: Fault[] = [];
  for (const folder of folders) {
    try {
      for (const path of await snapshot.list([folder])) paths.add(path);
    } catch (error) {
      faults.push(refusal(error, placeOfFolder(configFile, folder)));
    }
  }
  return { paths: [...paths].sort(byCodePoint), faults };
}

/** What a snapshot refused to read or list, at its place; anything else is thrown on. */
function refusal(error: unknown, at: Place): Fault {
  const rule = refusalRule(error);
  if (rule === null) throw error;
  const { message, hint } = error as PromptopsError;
  return { rule, message, at, ...(hint === null ? {} : { hint }) };
}

/** Where prompts could not be looked for, "there is no such prompt" says why. */
function explaining<Value>(faults: readonly Fault[], find: () => Value): Value {
  try {
    return find();
  } catch (error) {
    if (faults.length === 0 || !(error instanceof PromptopsError)) throw error;
    throw new PromptopsError(error.code, error.message, { details: faults.map(formatFault), cause: error });
  }
}

function placeOfFolder(file: YamlFile | null, folder: string): Place {
  const top = recordOf(file?.value) ?? {};
  const names = (written: unknown): boolean => {
    const reference = textOf(written);
    const path = reference === null ? null : resolveReference(configPath, reference).path;
    return path !== null && folderOf(path) === folder;
  };
  const inList = listOf(top['prompts']).findIndex(names);
  const at = inList >= 0 ? ['prompts', inList] : names(top['prompts']) ? ['prompts'] : ['partials'];
  return file?.placeOf(at) ?? fileStart(configPath);
}

/** Prompts built in one turn; the nodes of their files are garbage after it. */
const promptsPerTurn = 64;

/** The prompts of these places with all they refer to. */
export async function readPrompts(
  places: readonly PromptPlace[],
  store: FileStore,
  known: Parameters<typeof parsePromptFile>[2],
): Promise<readonly PromptFile[]> {
  const prompts: PromptFile[] = [];
  for (let at = 0; at < places.length; at += promptsPerTurn) {
    prompts.push(...(await readSome(places.slice(at, at + promptsPerTurn), store, known)));
    await takeTurn();
  }
  return prompts;
}

/** Builds every prompt as far as its files are there, reads what was waited for in one batch, and builds those again. */
async function readSome(
  places: readonly PromptPlace[],
  store: FileStore,
  known: Parameters<typeof parsePromptFile>[2],
): Promise<readonly PromptFile[]> {
  const ahead = store.view();
  for (const path of places.flatMap((place) => [place.path, place.testPath ?? []].flat())) ahead.text(path);
  const done = new Map<PromptPlace, PromptFile>();
  let rest = places;
  while (rest.length > 0) {
    await store.fetch();
    rest = rest.filter((place) => {
      const view = store.view();
      const prompt = parsePromptFile(place, view, known);
      if (!view.waiting) done.set(place, prompt);
      return view.waiting;
    });
  }
  return places.flatMap((place) => done.get(place) ?? []);
}

/** Ids by former id, of the prompts whose text mentions one of the words; only asked for when a selector names nothing. */
async function readAliases(
  prompts: readonly PromptPlace[],
  words: readonly string[],
  store: FileStore,
): Promise<ReadonlyMap<string, string>> {
  const aliases = new Map<string, string>();
  if (words.length === 0) return aliases;
  for (const { path } of prompts) store.view().text(path);
  await store.fetch();
  for (const { id, path } of prompts) {
    const view = store.view();
    const text = view.text(path);
    if (text.state !== 'found' || !words.some((word) => text.file.text.includes(word))) continue;
    const found = view.yaml(path, 'prompt');
    if (found.state !== 'found') continue;
    for (const alias of textsOf(recordOf(found.file.file.value)?.['aliases'])) aliases.set(alias, id);
  }
  return aliases;
}

/** A former id that another prompt has now would make two prompts of one name. */
function withAliasFaults(prompt: PromptFile, taken: ReadonlySet<string>): PromptFile {
  const faults = prompt.aliases.flatMap((alias, index): Fault[] => {
    if (!taken.has(foldedId(alias))) return [];
    const message = `The alias "${alias}" is the id of a prompt.`;
    return [
      { rule: 'id/collision', message, hint: 'Remove it.', at: prompt.file.placeOf(['aliases', index]) },
    ];
  });
  return faults.length === 0 ? prompt : { ...prompt, faults: [...prompt.faults, ...faults] };
}
