import { type Measure, partsOf } from './measure.ts';
import { countNgrams, ngramsIn, sharedCount } from './ngrams.ts';

const charOrders = [1, 2, 3, 4, 5, 6] as const;
/** β = 2: recall weighs twice as much as precision. */
const betaSquared = 4;

/**
 * chrF2 of one text, 0 to 1: F2 of the mean precision and recall over character n-grams of 1 to 6 code points without
 * white space, and over n-grams of 1 to `wordOrder` words (2: chrF++). Orders that one side is too short for do not
 * count. Sources: Popović 2015 and 2017, https://aclanthology.org/W15-3049, https://aclanthology.org/W17-4770.
 */
export function chrf(reference: string, text: string, wordOrder: number): Measure {
  const [wantedChars, gotChars] = [charsOf(reference), charsOf(text)];
  const [wantedWords, gotWords] = [wordsOf(reference), wordsOf(text)];
  const orders = [
    ...charOrders.map((order) => compare(wantedChars, gotChars, order)),
    ...Array.from({ length: wordOrder }, (_, index) => compare(wantedWords, gotWords, index + 1)),
  ].filter(({ wanted, got }) => wanted > 0 && got > 0);
  const mean = (of: (order: Overlap) => number): number =>
    orders.length === 0 ? 0 : orders.reduce((sum, order) => sum + of(order), 0) / orders.length;
  const precision = mean(({ right, got }) => right / got);
  const recall = mean(({ right, wanted }) => right / wanted);
  const score =
    precision + recall === 0
      ? 0
      : ((1 + betaSquared) * precision * recall) / (betaSquared * precision + recall);
  return { score, parts: partsOf(precision, recall) };
}

type Overlap = { readonly wanted: number; readonly got: number; readonly right: number };

function compare(wanted: readonly string[], got: readonly string[], order: number): Overlap {
  return {
    wanted: ngramsIn(wanted, order),
    got: ngramsIn(got, order),
    right: sharedCount(countNgrams(wanted, order), countNgrams(got, order)),
  };
}

const charsOf = (text: string): readonly string[] => [...text.replaceAll(/\s+/g, '')];

/** Words, with one punctuation mark at the end or else at the start standing alone, as chrF++ counts them. */
const wordsOf = (text: string): readonly string[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const [, body, end] = /^(.+)([!-/:-@[-`{-~])$/su.exec(word) ?? [];
      if (body !== undefined && end !== undefined) return [body, end];
      const [, start, rest] = /^([!-/:-@[-`{-~])(.+)$/su.exec(word) ?? [];
      return start !== undefined && rest !== undefined ? [start, rest] : [word];
    });
