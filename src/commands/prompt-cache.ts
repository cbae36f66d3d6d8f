import { sha256 } from '../model/digest.ts';
import type { ProjectLayout } from '../model/project.ts';
import type { PromptPlace } from '../model/prompt-file.ts';
import { listOf, recordOf } from '../model/shape.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type ContentId, trackSnapshot } from '../source/tracked-snapshot.ts';

/** Where the cache is kept between runs. */
export type CacheStore = {
  /** What was written last; null: nothing that can be believed. */
  read(): Promise<unknown>;
  write(cache: unknown): Promise<void>;
  /** Git's id of a file with this content. */
  blobId(bytes: Uint8Array): string;
  /** Which program made it, down to its build. */
  readonly program: string;
  /** Prompts from which on it is worth its while. */
  readonly from: number;
};

/** What a command makes of one prompt; plain JSON, for as long as it is kept. */
export type MadeOfPrompt = {
  readonly id: string;
  readonly path: string;
  readonly aliases: readonly string[];
  /** Every file the prompt is made of or names, whether there is one or not. */
  readonly reads: readonly string[];
};

/** What was made of prompts in earlier runs, for as long as nothing it was made of changed. */
export type PromptCache<Made extends MadeOfPrompt> = {
  /** What prompts that are to be kept must be read from. */
  readonly snapshot: Snapshot;
  /** By path, those of some prompts for which nothing changed. */
  find(places: readonly PromptPlace[]): Promise<ReadonlyMap<string, Made>>;
  /**
   * Notes what is asked of `snapshot` while something is made of one prompt, and keeps it for what was asked, unless it
   * is not worth that.
   */
  keeping(place: PromptPlace, make: () => Promise<Made>, isWorth?: (made: Made) => boolean): Promise<Made>;
  /** Keeps what another thread made, with what stood in the files it asked for. */
  adopt(place: PromptPlace, made: Made, files: readonly (readonly [string, ContentId])[]): void;
  save(): Promise<void>;
};

/** What one prompt left, and what beside its files that depends on. */
type Entry<Made> = {
  readonly made: Made;
  /** As the layout has it. */
  readonly testPath: string | null;
  readonly recordings: readonly string[];
  /** Files that were read for it beside those it is made of. */
  readonly also: readonly string[];
  /** Which prompts and partials there are; null: it looks at none but its own. */
  readonly listing: string | null;
};

/** `files` says what stood in every file when the entries were made of them. */
type Kept<Made> = {
  readonly files: ReadonlyMap<string, string | null>;
  readonly entries: ReadonlyMap<string, Entry<Made>>;
};

/** What of a layout an entry may depend on. */
type KeptLayout = Pick<ProjectLayout, 'config' | 'configFile' | 'ids' | 'partialNames' | 'recordings'>;

/**
 * Opens the cache of a project. It is all or nothing for the config, the program and the moment, and by content for every
 * file that was read or looked for: an entry is found only where making it again would read the same. `moment` is
 * whatever else it is made of, plain JSON.
 */
export async function openPromptCache<Made extends MadeOfPrompt>(
  store: CacheStore,
  moment: unknown,
  layout: KeptLayout,
  snapshot: Snapshot,
): Promise<PromptCache<Made>> {
  const key = keyOf(store.program, moment, layout);
  const listing = sha256(JSON.stringify([layout.ids, layout.partialNames]));
  const kept = readKept<Made>(await store.read(), key);
  const tracked = trackSnapshot(snapshot, store.blobId);
  const current = new Map<string, Entry<Made>>();
  let isNew = false;

  const fits = ({ id, path, testPath }: PromptPlace, entry: Entry<Made>): boolean =>
    entry.made.id === id &&
    entry.testPath === testPath &&
    (entry.listing === null || entry.listing === listing) &&
    sameList(entry.recordings, layout.recordings.get(path) ?? []);
  const isUnchanged = (path: string): boolean => tracked.idOf(path) === kept.files.get(path);

  return {
    snapshot: tracked.snapshot,
    async find(places) {
      const found = places.flatMap((place) => {
        const entry = kept.entries.get(place.path);
        return entry && fits(place, entry) ? [entry] : [];
      });
      if (!(await lookAgain(tracked.snapshot, found.flatMap(filesOf)))) return new Map();
      const held = found.filter((entry) => filesOf(entry).every(isUnchanged));
      for (const entry of held) current.set(entry.made.path, entry);
      return new Map(held.map(({ made }) => [made.path, made]));
    },
    async keeping(place, make, isWorth = () => true) {
      const asked = tracked.collect();
      const made = await make();
      if (isWorth(made)) keep(place, made, asked);
      return made;
    },
    adopt(place, made, files) {
      for (const [path, id] of files) tracked.note(path, id);
      keep(place, made, new Set(files.map(([path]) => path)));
    },
    async save() {
      if (isNew) await store.write(toJson(key, withOthers()));
    },
  };

  function keep({ path, testPath }: PromptPlace, made: Made, asked: ReadonlySet<string>): void {
    const reads = new Set(made.reads);
    const entry = {
      made,
      testPath,
      recordings: layout.recordings.get(path) ?? [],
      also: [...asked].filter((each) => !reads.has(each)),
    };
    const ids = filesOf(entry).map(tracked.idOf);
    isNew = true;
    // A former id may be another prompt's, and for a file that is missing the nearest one is named.
    const looksAround = made.aliases.length > 0 || ids.includes(null);
    if (!ids.includes(undefined)) current.set(path, { ...entry, listing: looksAround ? listing : null });
  }

  /** With the entries nobody asked for in this run, as far as they still say what the files say. */
  function withOthers(): Kept<Made> {
    // What was seen with another content since an entry was made of it may have changed under its hands.
    const sure = [...current].filter(
      ([, entry]) => !filesOf(entry).some((path) => tracked.idOf(path) === undefined),
    );
    const files = new Map(kept.files);
    for (const path of sure.flatMap(([, entry]) => filesOf(entry)))
      files.set(path, tracked.idOf(path) ?? null);
    const ids = new Set(layout.ids);
    const others = [...kept.entries].filter(
      ([path, entry]) =>
        !current.has(path) &&
        ids.has(entry.made.id) &&
        filesOf(entry).every((each) => files.get(each) === kept.files.get(each)),
    );
    const entries = new Map([...sure, ...others]);
    const named = new Set([...entries.values()].flatMap(filesOf));
    return { files: new Map([...files].filter(([path]) => named.has(path))), entries };
  }
}

const filesOf = ({ made, also }: Pick<Entry<MadeOfPrompt>, 'made' | 'also'>): readonly string[] => [
  ...made.reads,
  ...also,
];

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);

/** Asks for what stands in files now; false where one of them is refused, so that nothing is known of them. */
async function lookAgain(snapshot: Snapshot, paths: readonly string[]): Promise<boolean> {
  try {
    await snapshot.identify([...new Set(paths)]);
    return true;
  } catch {
    return false;
  }
}

/** Of everything that says what is made and is no file of a prompt; prices of the project's own are in its config. */
const keyOf = (program: string, moment: unknown, { config, configFile }: KeptLayout): string =>
  sha256(
    JSON.stringify(
      [program, moment, config, configFile && [configFile.text, configFile.faults]],
      (_key, value: unknown) => (typeof value === 'number' ? String(value) : value),
    ),
  );

const toJson = (key: string, { files, entries }: Kept<MadeOfPrompt>) => ({
  key,
  files: [...files],
  entries: [...entries.values()],
});

/** The seal says that we wrote it; the key, that it was this program. */
function readKept<Made extends MadeOfPrompt>(written: unknown, key: string): Kept<Made> {
  const record = recordOf(written);
  if (record?.['key'] !== key) return { files: new Map(), entries: new Map() };
  const entries = listOf(record['entries']) as readonly Entry<Made>[];
  return {
    files: new Map(listOf(record['files']) as readonly [string, string | null][]),
    entries: new Map(entries.map((entry) => [entry.made.path, entry])),
  };
}
