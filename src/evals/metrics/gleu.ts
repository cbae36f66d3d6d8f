import { type Measure, partsOf } from './measure.ts';
import { countNgrams, ngramsIn, sharedCount } from './ngrams.ts';
import { words13a } from './words.ts';

const orders = [1, 2, 3, 4] as const;

/**
 * Google-BLEU of one sentence, 0 to 1: the smaller of precision and recall over all n-grams of 1 to 4 words. Source:
 * Wu et al. 2016, section 8, https://arxiv.org/abs/1609.08144.
 */
export function gleu(reference: string, text: string): Measure {
  const wanted = words13a(reference);
  const got = words13a(text);
  const sum = (count: (order: number) => number): number =>
    orders.reduce((all, order) => all + count(order), 0);
  const right = sum((order) => sharedCount(countNgrams(wanted, order), countNgrams(got, order)));
  const precision =
    right /
    Math.max(
      1,
      sum((order) => ngramsIn(got, order)),
    );
  const recall =
    right /
    Math.max(
      1,
      sum((order) => ngramsIn(wanted, order)),
    );
  return { score: Math.min(precision, recall), parts: partsOf(precision, recall) };
}
