import type { PromptFile } from '../model/prompt-file.ts';
import { similarity, wordsOf } from './similarity.ts';

/** Two readings of one prompt; null: it is not there on that side. */
export type PromptPair = { readonly before: PromptFile | null; readonly after: PromptFile | null };

/** Less alike than this, one prompt was removed and another added. */
const leastAlike = 0.6;
/** Beyond this many of each, prompts are renamed by alias or unchanged, or not at all. */
const mostCompared = 100;

/** Which prompt is which: by id, by an alias, by an equal digest, then the most alike. */
export function pairPrompts(
  before: readonly PromptFile[],
  after: readonly PromptFile[],
): readonly PromptPair[] {
  const old = new Map(before.map((prompt) => [prompt.id, prompt]));
  const now = new Map(after.map((prompt) => [prompt.id, prompt]));
  const pairs: PromptPair[] = [];
  const take = (from: PromptFile | null | undefined, to: PromptFile): void => {
    if (!from) return;
    old.delete(from.id);
    now.delete(to.id);
    pairs.push({ before: from, after: to });
  };
  for (const prompt of after) take(old.get(prompt.id), prompt);
  for (const prompt of [...now.values()])
    take(
      find(prompt.aliases, (alias) => old.get(alias)),
      prompt,
    );
  const byDigest = new Map([...old.values()].map((prompt) => [prompt.digest, prompt]));
  for (const prompt of [...now.values()]) {
    const same = prompt.digest === null ? undefined : byDigest.get(prompt.digest);
    if (same && old.has(same.id)) take(same, prompt);
  }
  if (old.size <= mostCompared && now.size <= mostCompared)
    for (const [from, to] of mostAlike([...old.values()], [...now.values()])) take(from, to);
  const removed = [...old.values()].map((prompt): PromptPair => ({ before: prompt, after: null }));
  const added = [...now.values()].map((prompt): PromptPair => ({ before: null, after: prompt }));
  return [...pairs, ...removed, ...added];
}

function find<Item, Found>(
  items: readonly Item[],
  look: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mostAlike(
  before: readonly PromptFile[],
  after: readonly PromptFile[],
): readonly (readonly [PromptFile, PromptFile])[] {
  const read = (prompts: readonly PromptFile[]) =>
    prompts.map((prompt) => ({ prompt, words: wordsOf(prompt.file.text) }));
  const fresh = read(after);
  const candidates = read(before).flatMap((from) =>
    fresh.map((to) => ({ from: from.prompt, to: to.prompt, alike: similarity(from.words, to.words) })),
  );
  candidates.sort((a, b) => b.alike - a.alike);
  const taken: (readonly [PromptFile, PromptFile])[] = [];
  for (const { from, to, alike } of candidates) {
    if (alike < leastAlike) break;
    if (taken.some(([other, partner]) => other === from || partner === to)) continue;
    taken.push([from, to]);
  }
  return taken;
}
