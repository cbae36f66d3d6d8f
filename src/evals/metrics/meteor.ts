import type { Measure } from './measure.ts';
import { stem } from './porter.ts';
import { words13a } from './words.ts';

/** α, β and γ of METEOR 0.6, before they were tuned for each language. */
const [alpha, beta, gamma] = [0.9, 3, 0.5];

/**
 * METEOR without synonyms, 0 to 1: words are aligned where they are the same in lower case, then where their Porter
 * stems are, the last free one first. F-mean with recall weighing nine times as much, less a penalty for the number of
 * runs the aligned words fall into. Source: Lavie and Agarwal 2007, https://aclanthology.org/W07-0734.
 */
export function meteor(reference: string, text: string): Measure {
  const wanted = words13a(reference).map((word) => word.toLowerCase());
  const got = words13a(text).map((word) => word.toLowerCase());
  const pairs = align(got, wanted);
  if (pairs.length === 0) return { score: 0, parts: 'no word aligned' };
  const precision = pairs.length / got.length;
  const recall = pairs.length / wanted.length;
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  const runs = countRuns(pairs);
  const penalty = gamma * (runs / pairs.length) ** beta;
  return {
    score: (1 - penalty) * mean,
    parts: `${pairs.length} words aligned in ${runs} ${runs === 1 ? 'run' : 'runs'}, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
  };
}

/** A word of the text and the word of the reference it stands for, by index. */
type Pair = readonly [text: number, reference: number];

function align(text: readonly string[], reference: readonly string[]): readonly Pair[] {
  const left: Left = { text: [...text.keys()], reference: [...reference.keys()] };
  const exact = match(left, text, reference);
  const stemmed = match(exact.left, text.map(stem), reference.map(stem));
  return [...exact.pairs, ...stemmed.pairs].sort(([a], [b]) => a - b);
}

/** Indices that are not aligned yet, in order. */
type Left = { readonly text: readonly number[]; readonly reference: readonly number[] };

function match(
  { text, reference }: Left,
  textWords: readonly string[],
  referenceWords: readonly string[],
): { readonly pairs: readonly Pair[]; readonly left: Left } {
  const free = new Map<string, number[]>();
  for (const index of reference) {
    const word = referenceWords[index] ?? '';
    const indices = free.get(word);
    if (indices) indices.push(index);
    else free.set(word, [index]);
  }
  const pairs: Pair[] = [];
  for (const index of [...text].reverse()) {
    const partner = free.get(textWords[index] ?? '')?.pop();
    if (partner !== undefined) pairs.push([index, partner]);
  }
  const taken = [new Set(pairs.map(([one]) => one)), new Set(pairs.map(([, other]) => other))] as const;
  return {
    pairs,
    left: {
      text: text.filter((index) => !taken[0].has(index)),
      reference: reference.filter((index) => !taken[1].has(index)),
    },
  };
}

/** Pairs that follow each other on both sides are one run. */
const countRuns = (pairs: readonly Pair[]): number =>
  pairs.filter(([text, reference], index) => {
    const before = pairs[index - 1];
    return !before || text !== before[0] + 1 || reference !== before[1] + 1;
  }).length;
