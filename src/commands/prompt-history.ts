import { pairPrompts } from '../diff/pair-prompts.ts';
import { configPath } from '../model/config.ts';
import { nothingParsed, type Parsed, refusalRule } from '../model/files.ts';
import { promptEnding, recordingsFolder, testEnding } from '../model/layout.ts';
import { loadProject } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { loadPromptFiles } from '../model/prompt-files.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readChanges } from '../source/changes.ts';
import { type Commit, readHistory } from '../source/history.ts';
import type { Commits } from '../source/object-snapshot.ts';
import type { Root } from '../source/root.ts';

/** What a commit made of a prompt; null: it was not there. */
export type Step = {
  readonly commit: Commit;
  readonly before: PromptFile | null;
  readonly after: PromptFile | null;
};

/** Where a history starts: a commit, where the prompt stands or last stood, and its test file when that is elsewhere. */
export type Start = { readonly commit: string; readonly path: string; readonly testElsewhere: string | null };

type Walk = {
  readonly root: Root;
  readonly commits: Commits;
  readonly start: Start;
  /** The paths the prompt has had, the last one first. */
  readonly paths: string[];
  /** Every file it is or was made of. */
  readonly watched: Set<string>;
  readonly parsed: Parsed;
  /** By the ids of these files: versions that are the same are read once. */
  readonly versions: Map<string, Promise<PromptFile | null>>;
};

/** The versions of one prompt. */
export type History = {
  /**
   * Newest first, each commit that touches a file the prompt is or was made of, across renames. Reads no further than
   * somebody asks. A merge is a step only where its prompt is like that of no parent.
   */
  steps(): AsyncGenerator<Step>;
  /** The prompt as it could last be read before a commit; null: there was none. */
  lastReadable(commit: Commit): Promise<PromptFile | null>;
};

export async function openHistory(root: Root, commits: Commits, start: Start): Promise<History> {
  const { path, testElsewhere } = start;
  const watched = new Set([
    configPath,
    ...filesBeside(path),
    ...(testElsewhere === null ? [] : [testElsewhere]),
  ]);
  const walk: Walk = {
    root,
    commits,
    start,
    paths: [path],
    watched,
    versions: new Map(),
    parsed: nothingParsed(),
  };
  watch(walk, await versionAt(walk, start.commit));
  return {
    steps: () => walkBack(walk),
    async lastReadable({ parents: [parent] }) {
      if (parent === undefined) return null;
      for (const { id } of await readHistory(root, parent, [...watched])) {
        const version = await versionAt(walk, id);
        if (version === null || version.prompt !== null) return version;
      }
      return null;
    },
  };
}

async function* walkBack(walk: Walk): AsyncGenerator<Step> {
  const { root, start, watched } = walk;
  const seen = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    const commits = await readHistory(root, start.commit, [...watched]);
    const rest = commits.filter(({ id }) => !seen.has(id));
    for (const [at, commit] of rest.entries()) {
      if (at % ahead === 0) await readAhead(walk, rest.slice(at, at + ahead));
      seen.add(commit.id);
      const known = watched.size;
      const step = await stepOf(walk, commit);
      if (step !== null) yield step;
      watch(walk, step?.before ?? null);
      // An older version may be made of other files: their commits belong to the history as well.
      grew = watched.size > known;
      if (grew) break;
    }
  }
}

/** Commits whose versions are read at the same time, so that git is not waited for one by one. */
const ahead = 16;

const readAhead = (walk: Walk, commits: readonly Commit[]): Promise<unknown> =>
  Promise.all(commits.flatMap(({ id, parents }) => [id, ...parents]).map((id) => versionAt(walk, id)));

async function stepOf(walk: Walk, commit: Commit): Promise<Step | null> {
  const after = await versionAt(walk, commit.id);
  const parents = await Promise.all(commit.parents.map((parent) => versionAt(walk, parent)));
  if (parents.includes(after) || (parents.length === 0 && after === null)) return null;
  const before = parents[0] ?? null;
  if (before !== null || after === null) return { commit, before, after };
  return { commit, before: await formerVersion(walk, commit, after), after };
}

/** Under which name a prompt was known before the commit that made its file; null: it is new. */
async function formerVersion(
  walk: Walk,
  { id, parents }: Commit,
  after: PromptFile,
): Promise<PromptFile | null> {
  const [parent] = parents;
  if (parent === undefined) return null;
  const { paths } = await readChanges(walk.root, parent, { commit: id });
  const prompts = [...(paths ?? [])].filter((path) => path.endsWith(promptEnding));
  const gone = await loadSome(walk, walk.commits.at(parent), prompts);
  const made = await loadSome(walk, walk.commits.at(id), prompts);
  const former = pairPrompts(gone, made).find((pair) => pair.after?.path === after.path)?.before ?? null;
  if (former === null) return null;
  walk.paths.push(former.path);
  watch(walk, former);
  return versionAt(walk, parent);
}

/** The prompt as a commit holds it, under the last of its names that is there. */
async function versionAt(walk: Walk, commit: string): Promise<PromptFile | null> {
  const snapshot = walk.commits.at(commit);
  const ids = await idsOf(snapshot, [...walk.watched]);
  const path = walk.paths.find((each) => ids.has(each));
  if (path === undefined) return null;
  const recorded = await snapshot.identify(await snapshot.list([recordingsFolder(path)]));
  const key = JSON.stringify([...ids, ...recorded]);
  const version =
    walk.versions.get(key) ?? loadSome(walk, snapshot, [path]).then(([prompt]) => prompt ?? null);
  walk.versions.set(key, version);
  return version;
}

async function loadSome(
  { start, parsed }: Walk,
  snapshot: Snapshot,
  paths: readonly string[],
): Promise<readonly PromptFile[]> {
  const only = ({ path }: { readonly path: string }) => paths.includes(path);
  const found = await loadPromptFiles(snapshot, paths, { testElsewhere: start.testElsewhere, parsed });
  return (found ?? (await loadProject(snapshot, { only }))).prompts;
}

/** Git's ids of files; what a snapshot refuses to look at (a link out of the repository) is as good as missing. */
async function idsOf(snapshot: Snapshot, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  try {
    return await snapshot.identify(paths);
  } catch (error) {
    if (refusalRule(error) === null) throw error;
    const [first, ...rest] = paths;
    if (first === undefined || rest.length === 0) return new Map();
    const middle = paths.length >> 1;
    const halves = [
      await idsOf(snapshot, paths.slice(0, middle)),
      await idsOf(snapshot, paths.slice(middle)),
    ];
    return new Map(halves.flatMap((ids) => [...ids]));
  }
}

/** Watches what a version is made of. */
function watch({ watched, paths }: Walk, version: PromptFile | null): void {
  for (const path of [...(version?.reads ?? []), ...paths.flatMap(filesBeside)]) watched.add(path);
}

/** A prompt, its test and the folder of its recordings. */
const filesBeside = (path: string): readonly string[] => [
  path,
  path.slice(0, -promptEnding.length) + testEnding,
  recordingsFolder(path),
];
