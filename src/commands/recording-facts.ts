import { layGround } from '../evals/expand-case.ts';
import { checkRecordings, knowsItsCases, type RecordingText } from '../evals/recording-check.ts';
import { selectAll } from '../evals/selection.ts';
import { secretsIn } from '../lint/data-files.ts';
import type { RecordingFact } from '../lint/facts.ts';
import { loadMatches } from '../model/pattern.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { recordingPath } from '../recordings/format.ts';
import { snapshotRecordingStore } from '../source/recording-store.ts';

/** What is wrong with the recordings of the loaded prompts. Where nothing is recorded, nothing is loaded or read. */
export async function gatherRecordingFacts(
  project: Project,
  snapshot: Snapshot,
): Promise<readonly RecordingFact[]> {
  if (project.recordings.size === 0) return [];
  const facts: RecordingFact[] = [...(await ofNoPrompt(project, snapshot))];
  for (const prompt of project.prompts) {
    const paths = project.recordings.get(prompt.path);
    if (!paths) continue;
    const files = await readTexts(snapshot, paths);
    for (const { path, text } of files) {
      for (const { what, at } of await secretsIn(path, { text, line: 1, column: 1 }))
        facts.push({ kind: 'secret', prompt: prompt.id, case: null, path, detail: what, at });
    }
    facts.push(...(await problemsOf(project, prompt, files, snapshot)));
  }
  return facts;
}

/** Recordings left behind by a prompt that was renamed or removed; no concern of who asks for some prompts only. */
async function ofNoPrompt(
  { ids, prompts, recordings }: Project,
  snapshot: Snapshot,
): Promise<readonly RecordingFact[]> {
  if (prompts.length < ids.length) return [];
  const loaded = new Set(prompts.map(({ path }) => path));
  const others = [...recordings.keys()].filter((path) => !loaded.has(path));
  const present = await snapshot.identify(others);
  return others
    .filter((prompt) => !present.has(prompt))
    .flatMap((prompt) => recordings.get(prompt) ?? [])
    .map((path) => ({ kind: 'orphan', prompt: null, case: null, path, detail: '' }));
}

async function problemsOf(
  { config }: Project,
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
