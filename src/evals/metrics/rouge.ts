import { lcsIndices, lcsLength, refuseWork } from './lcs.ts';
import { type Measure, partsOf } from './measure.ts';
import { countNgrams, harmonicMean, ngramsIn, sharedCount } from './ngrams.ts';
import { rougeWords } from './words.ts';

/** Stems one lower-case word; null: words are compared as they are. */
export type Stem = ((word: string) => string) | null;

/**
 * ROUGE of one text against one reference: F1, 0 to 1; a side without words gives 0. Words as ROUGE-1.5.5 cuts them.
 * Source: Lin 2004, https://aclanthology.org/W04-1013.
 */
export type Rouge = (reference: string, text: string, stem: Stem) => Measure;

/** ROUGE-N: words in a row that both have, each as often as both have it. */
export const rougeN =
  (length: number): Rouge =>
  (reference, text, stem) => {
    const [wanted, got] = [rougeWords(reference, stem), rougeWords(text, stem)];
    const right = sharedCount(countNgrams(wanted, length), countNgrams(got, length));
    return measureOf(right, ngramsIn(wanted, length), ngramsIn(got, length));
  };

/** ROUGE-L: the longest common subsequence of the two texts. */
export const rougeL: Rouge = (reference, text, stem) => {
  const [wanted, got] = [rougeWords(reference, stem), rougeWords(text, stem)];
  return measureOf(lcsLength(wanted, got), wanted.length, got.length);
};

/**
 * ROUGE-Lsum: for each line of the reference the union of its longest common subsequences with the lines of the text,
 * no word counted more often than both sides have it.
 */
export const rougeLsum: Rouge = (reference, text, stem) => {
  const lines = (all: string): readonly (readonly string[])[] =>
    all.split('\n').map((line) => rougeWords(line, stem));
  const [wanted, got] = [lines(reference), lines(text)];
  const [wantedLeft, gotLeft] = [new Map(countNgrams(wanted.flat(), 1)), new Map(countNgrams(got.flat(), 1))];
  refuseWork(wanted.flat().length, got.flat().length);
  let right = 0;
  for (const line of wanted) {
    const union = new Set(got.flatMap((other) => lcsIndices(line, other)));
    for (const index of [...union].sort((a, b) => a - b)) {
      const word = line[index] ?? '';
      const [ours, theirs] = [wantedLeft.get(word) ?? 0, gotLeft.get(word) ?? 0];
      if (ours === 0 || theirs === 0) continue;
      wantedLeft.set(word, ours - 1);
      gotLeft.set(word, theirs - 1);
      right += 1;
    }
  }
  return measureOf(right, wanted.flat().length, got.flat().length);
};

function measureOf(right: number, wanted: number, got: number): Measure {
  const precision = right / Math.max(got, 1);
  const recall = right / Math.max(wanted, 1);
  return { score: harmonicMean(precision, recall), parts: partsOf(precision, recall) };
}
