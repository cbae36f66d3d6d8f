import type { Facts } from '../lint/facts.ts';
import type { LintedPrompt } from '../lint/lint.ts';
import { sha256 } from '../model/digest.ts';
import type { ProjectLayout } from '../model/project.ts';
import type { PromptPlace } from '../model/prompt-file.ts';
import { listOf, recordOf } from '../model/shape.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { trackSnapshot } from '../source/tracked-snapshot.ts';

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

/** Linted prompts of earlier runs, for as long as nothing they were made of changed. */
export type LintCache = {
  /** What prompts that are to be kept must be read from. */
  readonly snapshot: Snapshot;
  /** By path, those of some prompts for which nothing changed. */
  find(places: readonly PromptPlace[]): Promise<ReadonlyMap<string, LintedPrompt>>;
  /** Notes what is asked of `snapshot` while one prompt is linted, and keeps it for what was asked. */
  keeping(place: PromptPlace, lint: () => Promise<LintedPrompt>): Promise<LintedPrompt>;
  save(): Promise<void>;
};

/** What one prompt left, and what beside its files that depends on. */
type Entry = {
  readonly linted: LintedPrompt;
  /** As the layout has it. */
  readonly testPath: string | null;
  readonly recordings: readonly string[];
  /** Files that were read for it beside those it is made of. */
  readonly also: readonly string[];
  /** Which prompts and partials there are; null: it looks at none but its own. */
  readonly listing: string | null;
};

/** `files` says what stood in every file when the entries were made of them. */
type Kept = {
  readonly files: ReadonlyMap<string, string | null>;
  readonly entries: ReadonlyMap<string, Entry>;
};

/**
 * Opens the cache of a project. It is all or nothing for the config, the program and the day, and by content for every
 * file that was read or looked for: an entry is found only where linting again would read the same.
 */
export async function openLintCache(
  store: CacheStore,
  moment: Pick<Facts, 'today' | 'ci'>,
  layout: ProjectLayout,
  snapshot: Snapshot,
): Promise<LintCache> {
  const key = keyOf(store.program, moment, layout);
  const listing = sha256(JSON.stringify([layout.ids, layout.partialNames]));
  const kept = readKept(await store.read(), key);
  const tracked = trackSnapshot(snapshot, store.blobId);
  const current = new Map<string, Entry>();
  let isNew = false;

  const fits = ({ id, path, testPath }: PromptPlace, entry: Entry): boolean =>
    entry.linted.id === id &&
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
      for (const entry of held) current.set(entry.linted.path, entry);
      return new Map(held.map(({ linted }) => [linted.path, linted]));
    },
    async keeping({ path, testPath }, lint) {
      const asked = tracked.collect();
      const linted = await lint();
      const reads = new Set(linted.reads);
      const entry = {
        linted,
        testPath,
        recordings: layout.recordings.get(path) ?? [],
        also: [...asked].filter((each) => !reads.has(each)),
      };
      const ids = filesOf(entry).map(tracked.idOf);
      isNew = true;
      // A former id may be another prompt's, and for a file that is missing the nearest one is named.
      const looksAround = linted.aliases.length > 0 || ids.includes(null);
      if (!ids.includes(undefined)) current.set(path, { ...entry, listing: looksAround ? listing : null });
      return linted;
    },
    async save() {
      if (isNew) await store.write(toJson(key, withOthers()));
    },
  };

  /** With the entries nobody asked for in this run, as far as they still say what the files say. */
  function withOthers(): Kept {
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
        ids.has(entry.linted.id) &&
        filesOf(entry).every((each) => files.get(each) === kept.files.get(each)),
    );
    const entries = new Map([...sure, ...others]);
    const named = new Set([...entries.values()].flatMap(filesOf));
    return { files: new Map([...files].filter(([path]) => named.has(path))), entries };
  }
}

const filesOf = ({ linted, also }: Pick<Entry, 'linted' | 'also'>): readonly string[] => [
  ...linted.reads,
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

/** Of everything that says what lint finds and is no file of a prompt; prices of the project's own are in its config. */
const keyOf = (program: string, moment: unknown, { config, configFile }: ProjectLayout): string =>
  sha256(
    JSON.stringify(
      [program, moment, config, configFile && [configFile.text, configFile.faults]],
      (_key, value: unknown) => (typeof value === 'number' ? String(value) : value),
    ),
  );

const toJson = (key: string, { files, entries }: Kept) => ({
  key,
  files: [...files],
  entries: [...entries.values()],
});

/** The seal says that we wrote it; the key, that it was this program. */
function readKept(written: unknown, key: string): Kept {
  const record = recordOf(written);
  if (record?.['key'] !== key) return { files: new Map(), entries: new Map() };
  const entries = listOf(record['entries']) as readonly Entry[];
  return {
    files: new Map(listOf(record['files']) as readonly [string, string | null][]),
    entries: new Map(entries.map((entry) => [entry.linted.path, entry])),
  };
}
