import { PromptopsError } from '../errors.ts';
import { expandDataset } from '../model/dataset.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { Case } from '../model/test-file.ts';
import { isShard, parseRecording, recordingPath } from '../recordings/format.ts';
import { requestKey } from '../recordings/key.ts';
import { explainMissing } from '../recordings/miss.ts';
import type { RecordingStore } from '../recordings/recording.ts';
import { restoreSensitive } from '../recordings/sensitive.ts';
import { findInteraction } from '../recordings/slot.ts';
import { renderPrompt } from '../render/render-prompt.ts';
import { converse } from './conversation.ts';
import { type Ground, placesOf, repeatsOf, type Variant, varsOf } from './expand-case.ts';
import { slotOf } from './job.ts';
import type { Provider } from './provider.ts';
import { sensitiveValues } from './sensitive-values.ts';

/** What is wrong with a committed recording; `detail` says why it is stale. */
export type RecordingProblem = {
  readonly kind: 'stale' | 'orphan';
  readonly prompt: string;
  readonly case: string | null;
  readonly path: string;
  readonly detail: string;
};

/** A recording file and what stands in it. */
export type RecordingText = { readonly path: string; readonly text: string };

/**
 * Compares a prompt's recordings with the requests its cases would make today, without asking anybody: a conversation
 * goes on with the recorded answers for as long as they fit. Says nothing of cases that were never recorded, nor where
 * faults keep the cases from being known.
 */
export async function* checkRecordings(
  ground: Ground,
  files: readonly RecordingText[],
  store: RecordingStore,
): AsyncGenerator<RecordingProblem> {
  const { file } = ground;
  const rest = new Map(
    files.flatMap((each) => rowsIn(each).map((row) => [keyOf(each.path, row), each.path])),
  );
  try {
    for await (const one of casesOf(ground, files)) {
      const path = recordingPath(file.path, one.id);
      if (!rest.delete(keyOf(path, one.id))) continue;
      const detail = await whyStale(ground, one, store);
      if (detail !== null) yield { kind: 'stale', prompt: file.id, case: one.id, path, detail };
    }
  } catch (error) {
    // A dataset that cannot be read: which of its recordings belong to a row is not known.
    if (error instanceof PromptopsError) return;
    throw error;
  }
  for (const [key, path] of rest) {
    const row = isShard(path) ? key.slice(path.length + 1) : null;
    yield { kind: 'orphan', prompt: file.id, case: row, path, detail: '' };
  }
}

/** A file of rows holds the recordings of many cases, any other that of one. */
const keyOf = (path: string, caseId: string): string => (isShard(path) ? `${path}\n${caseId}` : path);

/** Whether every case of a prompt is known: only then can one be missed. */
export const knowsItsCases = ({ prompt, faults, file, tests }: PromptFile): boolean =>
  prompt !== null &&
  [faults, file.faults, tests?.faults ?? [], tests?.file.faults ?? []].every((list) => list.length === 0);

/** Ids of the rows a file holds answers for. A line that cannot be read stops its replay, and that is said. */
function rowsIn({ path, text }: RecordingText): readonly string[] {
  if (!isShard(path)) return [''];
  return text.split('\n').flatMap((line) => {
    try {
      return line.trim() === '' ? [] : [parseRecording(path, line).case];
    } catch {
      return [];
    }
  });
}

async function* casesOf(
  { file, tests, snapshot }: Ground,
  files: readonly RecordingText[],
): AsyncGenerator<Case> {
  yield* tests.cases;
  // A dataset of which nothing is recorded need not be read.
  for (const test of tests.datasets) {
    const folder = `/@${test.dataset}/`;
    if (files.some(({ path }) => path.includes(folder))) yield* expandDataset(test, file, snapshot);
  }
}

/** The first thing that keeps a recorded case from being replayed; null: nothing does. */
async function whyStale(ground: Ground, one: Case, store: RecordingStore): Promise<string | null> {
  for (const place of placesOf(ground, one)) {
    // What promptops answers by itself needs no recording.
    if (place.model.startsWith('echo/')) continue;
    for (let repeat = 0; repeat < repeatsOf(ground, one); repeat += 1) {
      try {
        await replay(ground, one, { ...place, repeat }, store);
      } catch (error) {
        if (!(error instanceof PromptopsError)) throw error;
        return error.details.length > 0 ? error.details.join('; ') : error.message;
      }
    }
  }
  return null;
}

async function replay(
  { file, prompt, effective, matches, ...ground }: Ground,
  one: Case,
  place: Variant & { readonly repeat: number },
  store: RecordingStore,
): Promise<void> {
  const vars = await varsOf({ file, prompt, effective, matches, ...ground }, one)();
  const request = renderPrompt(prompt, vars, place, matches ? { matches } : {});
  const answers = converse(
    {
      prompt: file.id,
      case: one,
      request,
      slot: slotOf(place),
      provider: recorded(store),
      sensitive: sensitiveValues(effective(place).inputs, vars),
      stream: false,
      onRetry() {},
      onAnswer() {},
    },
    new AbortController().signal,
  );
  for await (const _answer of answers);
}

/** Answers from the recordings alone, and says why when it cannot. */
const recorded = (store: RecordingStore): Provider => ({
  id: 'recorded',
  async complete({ prompt, case: caseId, slot, request, sensitive }) {
    const recording = await store.read(prompt, caseId);
    const found = findInteraction(recording, slot);
    if (found?.key === requestKey(request, slot.repeat)) return restoreSensitive(found.completion, sensitive);
    throw new PromptopsError('recording-miss', 'The recording does not answer this request.', {
      details: explainMissing(recording, slot, request, sensitive),
    });
  },
});
