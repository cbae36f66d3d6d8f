import { byCodePoint } from './order.ts';
import type { PromptFile } from './prompt-file.ts';

/** One prompt under two ids. */
export type Rename = {
  readonly from: string;
  readonly to: string;
  /** `named`: somebody asked to compare the two. */
  readonly by: 'alias' | 'similarity' | 'named';
  /** Share of the two files that is the same, 0 to 1. */
  readonly similarity: number;
};

/** From here on two files are one that was renamed, as for git. */
const leastSimilarity = 0.5;

/** More pairs than this are not looked at one by one: then only files that are wholly the same are renames. */
const mostPairs = 250_000;

/**
 * Which of the prompts that are gone are which of those that are new: by alias, then by how much of their files is the
 * same, the most similar first. Each prompt is in one pair at most. Sorted by the new id.
 */
export function pairRenames(base: readonly PromptFile[], head: readonly PromptFile[]): readonly Rename[] {
  const [before, after] = [idsOf(base), idsOf(head)];
  const gone = new Map(base.filter(({ id }) => !after.has(id)).map((prompt) => [prompt.id, prompt]));
  const added = new Map(head.filter(({ id }) => !before.has(id)).map((prompt) => [prompt.id, prompt]));
  const renames: Rename[] = [];
  const pair = (from: string, to: string, by: Rename['by'], similarity: number) => {
    if (!gone.delete(from) || !added.delete(to)) return;
    renames.push({ from, to, by, similarity });
  };
  for (const prompt of [...added.values()]) {
    const former = prompt.aliases.flatMap((alias) => gone.get(alias) ?? [])[0];
    if (former) pair(former.id, prompt.id, 'alias', similarityOf(linesOf(former), linesOf(prompt)));
  }
  for (const { from, to, similarity } of candidates([...gone.values()], [...added.values()])) {
    if (gone.has(from) && added.has(to)) pair(from, to, 'similarity', similarity);
  }
  return renames.sort((a, b) => byCodePoint(a.to, b.to));
}

const idsOf = (prompts: readonly PromptFile[]): ReadonlySet<string> => new Set(prompts.map(({ id }) => id));

/** Pairs that are similar enough, the most similar first. */
function candidates(gone: readonly PromptFile[], added: readonly PromptFile[]) {
  const least = gone.length * added.length > mostPairs ? 1 : leastSimilarity;
  const news = added.map((prompt) => ({ prompt, lines: linesOf(prompt) }));
  const pairs = gone.flatMap((former) => {
    const lines = linesOf(former);
    return news.flatMap(({ prompt, lines: others }) => {
      if (Math.min(lines.size, others.size) < (least / 2) * Math.max(lines.size, others.size)) return [];
      const similarity =
        former.file.text === prompt.file.text ? 1 : least === 1 ? 0 : similarityOf(lines, others);
      return similarity < least ? [] : [{ from: former.id, to: prompt.id, similarity }];
    });
  });
  return pairs.sort(
    (a, b) => b.similarity - a.similarity || byCodePoint(a.from, b.from) || byCodePoint(a.to, b.to),
  );
}

type Lines = { readonly counts: ReadonlyMap<string, number>; readonly size: number };

function linesOf({ file }: PromptFile): Lines {
  const counts = new Map<string, number>();
  for (const line of file.text.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  return { counts, size: file.text.length + 1 };
}

/** Characters of the lines that both have, over those of both. */
function similarityOf(a: Lines, b: Lines): number {
  let same = 0;
  for (const [line, count] of a.counts) same += Math.min(count, b.counts.get(line) ?? 0) * (line.length + 1);
  return (2 * same) / (a.size + b.size);
}
