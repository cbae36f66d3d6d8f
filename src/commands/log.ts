import { diffPrompt } from '../diff/diff-prompt.ts';
import { entryOf, type LogEntry, type LogReport, unreadableEntry } from '../diff/log-report.ts';
import { PromptopsError } from '../errors.ts';
import { promptEnding, recordingsFolder, recordingsIn, testEnding } from '../model/layout.ts';
import { loadProject, readConfig } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { below } from '../model/reference.ts';
import { deepen, isShallow } from '../source/commit.ts';
import { repositoryOf } from '../source/git.ts';
import { readHistory } from '../source/history.ts';
import { type Commits, openCommits } from '../source/object-snapshot.ts';
import { resolveRef } from '../source/ref.ts';
import { readRepositoryAt } from '../source/repository.ts';
import { findRoot, type Root } from '../source/root.ts';
import { projectSelectors } from '../source/selector.ts';
import { tool } from '../version.ts';
import type { Command } from './context.ts';
import { gatherDiffFacts } from './diff-facts.ts';
import { onlyPrompt } from './only-prompt.ts';
import { type History, openHistory, type Start, type Step } from './prompt-history.ts';

export type LogOptions = {
  readonly prompt: string;
  /** At most so many entries. */
  readonly maxCount?: number;
  /** Where the history starts; HEAD when absent. */
  readonly ref?: string;
};

/** What each commit changed in one prompt, across renames, newest first. */
export const logCommand: Command<LogOptions, LogReport> = async (options, context) => {
  const { prompt, maxCount = Number.POSITIVE_INFINITY, ref } = options;
  const root = await findRoot(context.cwd);
  const repository = repositoryOf(root, ref ?? null);
  const commit = await resolveRef(root, ref ?? 'HEAD');
  const commits = openCommits(root);
  try {
    const [word = prompt] = projectSelectors(root, context.cwd, [prompt]);
    const start = await findStart(root, commits, commit, word);
    const history = await openHistory(root, commits, start);
    const entries: LogEntry[] = [];
    let cut = false;
    for await (const step of history.steps()) {
      // Behind the last commit of a shallow clone there may be anything.
      cut ||= step.commit.parents.length === 0 && (await isShallow(repository));
      if (cut && step.commit.parents.length === 0) continue;
      const entry = await entryOfStep(history, commits, step);
      if (entry !== null) entries.push(entry);
      if (entries.length > maxCount) break;
    }
    return {
      kind: 'log',
      schemaVersion: 1,
      tool,
      verdict: 'listed',
      exitCode: 0,
      source: await readRepositoryAt(root, commit),
      prompt: start.id,
      entries: entries.slice(0, maxCount),
      more: entries.length > maxCount,
      notes: cut ? [`The history ends here. ${deepen}`] : [],
    };
  } finally {
    await commits.close();
  }
};

/** The entry of a step; null where nothing of the prompt changed. */
async function entryOfStep(
  history: History,
  commits: Commits,
  { commit, before, after }: Step,
): Promise<LogEntry | null> {
  const { id, date, author, subject, parents } = commit;
  const about = { commit: id, date, author, subject };
  if (after !== null && after.prompt === null) return unreadableEntry(about, after);
  const old = before !== null && before.prompt === null ? await history.lastReadable(commit) : before;
  if (old === null && after === null) return null;
  const facts = await gatherDiffFacts(
    {
      base: await sideOf(commits, parents[0] ?? id, old),
      head: await sideOf(commits, id, after),
      changed: null,
    },
    { now: () => new Date(date) },
  );
  const diff = await diffPrompt(old, after, facts);
  return diff.state === 'unchanged' ? null : entryOf(about, diff);
}

async function sideOf(commits: Commits, commit: string, prompt: PromptFile | null) {
  const snapshot = commits.at(commit);
  const recordings = prompt === null ? [] : await snapshot.list([recordingsFolder(prompt.path)]);
  return {
    snapshot,
    project: { prompts: prompt === null ? [] : [prompt], recordings: recordingsIn(recordings) },
  };
}

type Found = Start & { readonly id: string };

/** The prompt of that name at a commit, or the last one that stood under it. */
async function findStart(root: Root, commits: Commits, commit: string, word: string): Promise<Found> {
  const snapshot = commits.at(commit);
  try {
    const project = await loadProject(snapshot, { select: [word] });
    const { id, path, tests } = onlyPrompt(project, word, 'log');
    const beside = path.slice(0, -promptEnding.length) + testEnding;
    return { commit, id, path, testElsewhere: tests && tests.path !== beside ? tests.path : null };
  } catch (error) {
    const gone = isNotFound(error) ? await findGone(root, commits, commit, word) : null;
    if (gone === null) throw error;
    return gone;
  }
}

const isNotFound = (error: unknown): boolean => error instanceof PromptopsError && error.code === 'not-found';

/** A prompt of that id, or of that file, which a commit removed; null: there never was one. */
async function findGone(root: Root, commits: Commits, commit: string, word: string): Promise<Found | null> {
  const { config } = await readConfig(commits.at(commit));
  const paths = word.endsWith(promptEnding)
    ? [word]
    : config.promptRoots.map((folder) => below(folder, word + promptEnding));
  const [last] = await readHistory(root, commit, paths, 1);
  const [parent] = last?.parents ?? [];
  if (parent === undefined) return null;
  const [path] = (await commits.at(parent).identify(paths)).keys();
  return path === undefined ? null : { commit, id: word, path, testElsewhere: null };
}
