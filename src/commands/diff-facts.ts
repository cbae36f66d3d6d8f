import type { Blobs, Facts } from '../diff/facts.ts';
import { recordedPrompt } from '../model/layout.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Context } from './context.ts';

type Side = { readonly snapshot: Snapshot; readonly project: Pick<Project, 'prompts' | 'recordings'> };

/** The day, and which datasets and recordings of the compared prompts differ, by blob id: none of them is read. */
export async function gatherDiffFacts(
  {
    base,
    head,
    changed,
  }: { readonly base: Side; readonly head: Side; readonly changed: ReadonlySet<string> | null },
  { now }: Pick<Context, 'now'>,
): Promise<Facts> {
  const paths = [base, head].map(({ project }) => [
    ...project.prompts.flatMap(({ datasets }) => Object.values(datasets).map(({ path }) => path)),
    ...project.prompts.flatMap(({ path }) => project.recordings.get(path) ?? []),
  ]);
  const wanted = [...new Set(paths.flat())].filter((path) => changed === null || changed.has(path));
  const [before, after] = await Promise.all([blobsOf(base, wanted), blobsOf(head, wanted)]);
  return {
    today: now().toISOString().slice(0, 10),
    datasets: { before, after },
    recordings: { before: byPrompt(before), after: byPrompt(after) },
  };
}

const blobsOf = async ({ snapshot }: Side, paths: readonly string[]): Promise<Blobs> =>
  paths.length === 0 ? new Map() : snapshot.identify(paths);

function byPrompt(blobs: Blobs): ReadonlyMap<string, Blobs> {
  const found = new Map<string, Map<string, string>>();
  for (const [path, id] of blobs) {
    const prompt = recordedPrompt(path);
    if (prompt === null) continue;
    const own = found.get(prompt) ?? new Map<string, string>();
    found.set(prompt, own.set(path, id));
  }
  return found;
}
