import type { Measure } from './measure.ts';
import { type Counts, countNgrams, ngramsIn, sharedCount } from './ngrams.ts';
import { words13a } from './words.ts';

const orders = [1, 2, 3, 4] as const;

/**
 * Sentence BLEU, 0 to 1, over n-grams of 1 to 4 words: brevity penalty × geometric mean of the precisions. Counts are
 * clipped by the most any reference has; the reference whose length is closest gives the penalty (the shorter of two).
 * Exponential smoothing, effective order. Sources: Papineni et al. 2002, https://aclanthology.org/P02-1040; smoothing
 * "method 3" of Chen and Cherry 2014, https://aclanthology.org/W14-3346; signature as in Post 2018,
 * https://aclanthology.org/W18-6319.
 */
export function bleu(references: readonly string[], text: string): Measure {
  const wanted = references.map(words13a);
  const got = words13a(text);
  const penalty = brevityPenalty(
    got.length,
    wanted.map(({ length }) => length),
  );
  const precisions = precisionsOf(wanted, got);
  const mean =
    precisions.length === 0
      ? 0
      : Math.exp(precisions.reduce((sum, one) => sum + Math.log(one), 0) / precisions.length);
  const shown = precisions.map((one) => (100 * one).toFixed(1)).join('/');
  return {
    score: penalty * mean,
    parts: `precisions ${shown || 'none'}, brevity penalty ${penalty.toFixed(3)}`,
  };
}

/** One precision for each order the text is long enough for; none where not one word is right. */
function precisionsOf(
  references: readonly (readonly string[])[],
  text: readonly string[],
): readonly number[] {
  const found = orders
    .map((order) => ({ total: ngramsIn(text, order), order }))
    .filter(({ total }) => total > 0)
    .map(({ order, total }) => {
      const most = mostOf(references.map((reference) => countNgrams(reference, order)));
      return { total, right: sharedCount(countNgrams(text, order), most) };
    });
  if (found.every(({ right }) => right === 0)) return [];
  let smooth = 1;
  return found.map(({ right, total }) => {
    if (right > 0) return right / total;
    smooth *= 2;
    return 1 / (smooth * total);
  });
}

function mostOf(references: readonly Counts[]): Counts {
  const most = new Map<string, number>();
  for (const counts of references) {
    for (const [ngram, count] of counts) most.set(ngram, Math.max(count, most.get(ngram) ?? 0));
  }
  return most;
}

function brevityPenalty(length: number, references: readonly number[]): number {
  const distance = (reference: number): number => Math.abs(reference - length);
  const closest = references.reduce((best, one) =>
    distance(one) < distance(best) || (distance(one) === distance(best) && one < best) ? one : best,
  );
  if (length >= closest) return 1;
  return length === 0 ? 0 : Math.exp(1 - closest / length);
}
