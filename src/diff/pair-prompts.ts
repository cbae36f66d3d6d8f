import type { PromptFile } from '../model/prompt-file.ts';
import { similarity, wordsOf } from './similarity.ts';

/** Two readings of one prompt; null: it is not there on that side. */
export type PromptPair = { readonly before: PromptFile | null; readonly after: PromptFile | null };

/** Less alike than this, one prompt was removed and another added. */
const leastAlike = 0.6;
/** Beyond this many of each, a prompt that was not moved under its name, and has no alias, is renamed unchanged or not at all. */
const mostCompared = 100;

/** Which prompt is which: by id, by an alias, by an equal digest, alike in another folder, then the most alike. */
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
  for (const keyOf of [digestAndName, digestOf]) {
    const byKey = new Map([...old.values()].map((prompt) => [keyOf(prompt), prompt]));
    for (const prompt of [...now.values()]) {
      const same = prompt.digest === null ? undefined : byKey.get(keyOf(prompt));
      if (same && old.has(same.id)) take(same, prompt);
    }
  }
  for (const [from, to] of moved([...old.values()], [...now.values()])) take(from, to);
  if (old.size <= mostCompared && now.size <= mostCompared)
    for (const [from, to] of mostAlike([...old.values()], [...now.values()])) take(from, to);
  const removed = [...old.values()].map((prompt): PromptPair => ({ before: prompt, after: null }));
  const added = [...now.values()].map((prompt): PromptPair => ({ before: null, after: prompt }));
  return [...pairs, ...removed, ...added];
}

const nameOf = ({ id }: PromptFile): string => id.slice(id.lastIndexOf('/') + 1);
const digestOf = ({ digest }: PromptFile): string | null => digest;
const digestAndName = (prompt: PromptFile): string => `${prompt.digest} ${nameOf(prompt)}`;

/** Of prompts whose name no other one has, those that stand in another folder and still read alike. */
function* moved(
  before: readonly PromptFile[],
  after: readonly PromptFile[],
): Iterable<readonly [PromptFile, PromptFile]> {
  const [old, now] = [byOwnName(before), byOwnName(after)];
  for (const [name, to] of now) {
    const from = old.get(name);
    if (!from || !to) continue;
    if (similarity(wordsOf(from.file.text), wordsOf(to.file.text)) >= leastAlike) yield [from, to];
  }
}

/** By name; null: several have it. */
function byOwnName(prompts: readonly PromptFile[]): ReadonlyMap<string, PromptFile | null> {
  const found = new Map<string, PromptFile | null>();
  for (const prompt of prompts) found.set(nameOf(prompt), found.has(nameOf(prompt)) ? null : prompt);
  return found;
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
