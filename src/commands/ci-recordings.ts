import type { DiffReport } from '../diff/report.ts';
import { PromptopsError } from '../errors.ts';
import { canonicalJson } from '../model/digest.ts';
import type { Finding } from '../model/finding.ts';
import { recordedPrompt, recordingsFolder } from '../model/layout.ts';
import { byCodePoint } from '../model/order.ts';
import { fileStart } from '../model/place.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isShard, parseRecording } from '../recordings/format.ts';
import type { Interaction, Recording } from '../recordings/recording.ts';
import { sameSlot } from '../recordings/slot.ts';
import { ciFinding } from './ci-findings.ts';
import type { CiPolicy } from './ci-report.ts';
import type { CiSides } from './ci-sides.ts';

/** A recorded answer that is another one than at the base, to the same request. */
type OtherAnswer = { readonly path: string; readonly prompt: string; readonly case: string };

/** Largest file of recordings that is compared. */
const maxBytes = 64 << 20;

/** Answers that changed and were not accepted; who accepts the change of a diff accepts them. */
export async function recordingFindings(
  sides: CiSides,
  { approvedBy }: CiPolicy,
  diff: DiffReport | null,
): Promise<readonly Finding[]> {
  const { base, head } = sides;
  const paths = new Map(base.project.prompts.map(({ id, path }) => [id, path]));
  const former = new Map(
    (diff?.prompts ?? []).flatMap(({ from, path }) =>
      from === null ? [] : [[path, paths.get(from) ?? path] as const],
    ),
  );
  const ids = new Map(head.project.prompts.map(({ id, path }) => [path, id]));
  const answers = await otherAnswers(sides, former);
  return answers.flatMap(({ path, prompt: file, case: id }): readonly Finding[] => {
    const prompt = ids.get(file) ?? null;
    const change = diff?.changes.find((each) => each.id === 'recording-changed' && each.prompt === prompt);
    if (prompt === null || change?.excused) return [];
    const message = `The recorded answer of case "${id}" changes, and its request does not.`;
    const level = approvedBy === null ? 'error' : 'warning';
    const hint = change ? `To accept it, approve ${change.fingerprint} at the base.` : null;
    return [ciFinding('recording-changed', fileStart(path), message, { prompt, hint, level, detail: id })];
  });
}

/**
 * Answers that were changed though nobody asked anything else: by hand, or by asking again. What cannot be read is no
 * evidence and is left to the tests. `prompt` is the path of the prompt's file; `former` that of a moved one at the base.
 */
async function otherAnswers(
  { base, head, changed }: CiSides,
  former: ReadonlyMap<string, string>,
): Promise<readonly OtherAnswer[]> {
  const paths = [...(changed ?? [])].filter((path) => recordedPrompt(path) !== null).sort(byCodePoint);
  const found: OtherAnswer[] = [];
  for (const path of paths) {
    const prompt = recordedPrompt(path) ?? path;
    const stood = former.get(prompt);
    const there =
      stood === undefined ? path : recordingsFolder(stood) + path.slice(recordingsFolder(prompt).length);
    const [before, after] = [await readAll(base.snapshot, there), await readAll(head.snapshot, path)];
    const cases = [...after].filter(([id, recording]) => differs(before.get(id), recording));
    found.push(...cases.map(([id]) => ({ path, prompt, case: id })));
  }
  return found;
}

const differs = (before: Recording | undefined, { interactions }: Recording): boolean =>
  before?.interactions.some((old) =>
    interactions.some(
      (now) => sameSlot(old.slot, now.slot) && old.key === now.key && answerOf(old) !== answerOf(now),
    ),
  ) ?? false;

/** All that is said of the answer but when it came and how long it took. */
function answerOf({ completion }: Interaction): string {
  const { timing: _when, warnings: _said, replayed: _how, ...answer } = completion;
  return canonicalJson(answer);
}

async function readAll(snapshot: Snapshot, path: string): Promise<ReadonlyMap<string, Recording>> {
  const bytes = (await snapshot.read([path], maxBytes)).get(path);
  const text = bytes ? new TextDecoder().decode(bytes) : '';
  const pieces = isShard(path) ? text.split('\n') : [text];
  const recordings = pieces.filter((piece) => piece.trim() !== '').flatMap((piece) => readOne(path, piece));
  return new Map(recordings.map((recording) => [recording.case, recording]));
}

function readOne(path: string, text: string): readonly Recording[] {
  try {
    return [parseRecording(path, text)];
  } catch (error) {
    if (error instanceof PromptopsError) return [];
    throw error;
  }
}
