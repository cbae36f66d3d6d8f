import { layGround } from '../evals/expand-case.ts';
import { checkRecordings, knowsItsCases, type RecordingText } from '../evals/recording-check.ts';
import { selectAll } from '../evals/selection.ts';
import { secretsIn } from '../lint/data-files.ts';
import type { RecordingFact } from '../lint/facts.ts';
import { loadMatches } from '../model/pattern.ts';
import type { Project, ProjectLayout } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { recordingPath } from '../recordings/format.ts';
import { snapshotRecordingStore } from '../source/recording-store.ts';

/** What is wrong with the recordings of one prompt. */
export async function factsOfRecordings(
  prompt: PromptFile,
  { config, recordings }: Pick<Project, 'config' | 'recordings'>,
  snapshot: Snapshot,
): Promise<readonly RecordingFact[]> {
  const paths = recordings.get(prompt.path);
  if (!paths) return [];
  const files = await readTexts(snapshot, paths);
  const facts: RecordingFact[] = [];
  for (const { path, text } of files) {
    for (const { what, at } of await secretsIn(path, { text, line: 1, column: 1 }))
      facts.push({ kind: 'secret', prompt: prompt.id, case: null, path, detail: what, at });
  }
  return [...facts, ...(await problemsOf(config, prompt, files, snapshot))];
}

/** Recordings left behind by prompts that were renamed or removed, where `places` are those of all prompts. */
export async function orphansOf(
  { recordings, places }: Pick<ProjectLayout, 'recordings' | 'places'>,
  snapshot: Snapshot,
): Promise<readonly RecordingFact[]> {
  const prompts = new Set(places.map(({ path }) => path));
  const others = [...recordings.keys()].filter((path) => !prompts.has(path));
  const present = await snapshot.identify(others);
  return others
    .filter((prompt) => !present.has(prompt))
    .flatMap((prompt) => recordings.get(prompt) ?? [])
    .map((path) => ({ kind: 'orphan', prompt: null, case: null, path, detail: '' }));
}

async function problemsOf(
  config: Project['config'],
  file: PromptFile,
  files: readonly RecordingText[],
  snapshot: Snapshot,
): Promise<readonly RecordingFact[]> {
  const { prompt, tests } = file;
  if (!prompt || !knowsItsCases(file)) return [];
  if (!tests)
    return files.map(({ path }) => ({ kind: 'orphan', prompt: file.id, case: null, path, detail: '' }));
  const hasPattern = JSON.stringify(prompt.inputs).includes('"pattern":');
  const matches = hasPattern ? await loadMatches() : undefined;
  const ground = layGround({ file, prompt, tests, config, snapshot, selection: selectAll, matches });
  const store = snapshotRecordingStore(snapshot, (_prompt, caseId) => recordingPath(file.path, caseId));
  const facts: RecordingFact[] = [];
  for await (const problem of checkRecordings(ground, files, store)) facts.push(problem);
  return facts;
}

const maxBytes = 64 << 20;

async function readTexts(snapshot: Snapshot, paths: readonly string[]): Promise<readonly RecordingText[]> {
  const decoder = new TextDecoder();
  const contents = await snapshot.read(paths, maxBytes);
  return [...contents].map(([path, bytes]) => ({ path, text: decoder.decode(bytes) }));
}
