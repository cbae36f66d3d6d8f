import { pairPrompts } from '../diff/pair-prompts.ts';
import { PromptopsError } from '../errors.ts';
import { loadProject, type Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { selectPrompts } from '../model/select.ts';
import type { Snapshot } from '../model/snapshot.ts';

type Side = { readonly snapshot: Snapshot; readonly project: Project };
type Sides = { readonly base: Side; readonly head: Side };

/**
 * Of two sides the prompts that selectors name, on the side where they have that name; a renamed prompt is selected by
 * either of its names. Throws `not-found` for a selector that names no prompt on either side.
 */
export async function selectSides(sides: Sides, select: readonly string[]): Promise<Sides> {
  if (select.length === 0) return sides;
  const { base, head } = sides;
  const chosen = { base: new Set<string>(), head: new Set<string>() };
  for (const word of select) {
    const [inBase, inHead] = [named(base, word), named(head, word)];
    if (inBase.length === 0 && inHead.length === 0) await requireKnown(sides, word);
    for (const id of inBase) chosen.base.add(id);
    for (const id of inHead) chosen.head.add(id);
  }
  for (const { before, after } of pairPrompts(base.project.prompts, head.project.prompts)) {
    if (!before || !after) continue;
    if (!chosen.base.has(before.id) && !chosen.head.has(after.id)) continue;
    chosen.base.add(before.id);
    chosen.head.add(after.id);
  }
  return { base: keep(base, chosen.base), head: keep(head, chosen.head) };
}

/** Ids of the loaded prompts that a selector names. */
function named({ project: { prompts } }: Side, word: string): readonly string[] {
  const places = prompts.map(({ id, path, tests }) => ({ id, path, testPath: tests?.path ?? null }));
  const aliasOf = (alias: string) => prompts.find(({ aliases }) => aliases.includes(alias))?.id ?? null;
  return refusedAsNone(() => selectPrompts({ prompts: places, aliasOf }, [word]).map(({ id }) => id)) ?? [];
}

/** A prompt that is the same on both sides was not loaded, and is no mistake. */
async function requireKnown({ base, head }: Sides, word: string): Promise<void> {
  const find = ({ snapshot }: Side) => loadProject(snapshot, { select: [word], only: () => false });
  await find(head).catch((error: unknown) => find(base).catch(() => Promise.reject(error)));
}

function refusedAsNone<Value>(find: () => Value): Value | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof PromptopsError && error.code === 'not-found') return null;
    throw error;
  }
}

const keep = (side: Side, ids: ReadonlySet<string>): Side => ({
  ...side,
  project: { ...side.project, prompts: side.project.prompts.filter(({ id }: PromptFile) => ids.has(id)) },
});
