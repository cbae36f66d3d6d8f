import { type Measure, partsOf } from './measure.ts';
import { countNgrams, harmonicMean, sharedCount } from './ngrams.ts';
import { answerWords } from './words.ts';

/**
 * F1 of the words two answers share, 0 to 1, as question answering is scored: case, punctuation and English articles
 * do not count. Two answers without a word are the same. Source: Rajpurkar et al. 2016, section 6.1,
 * https://aclanthology.org/D16-1264, with the empty answers of SQuAD 2.0.
 */
export function answerF1(reference: string, text: string): Measure {
  const wanted = answerWords(reference);
  const got = answerWords(text);
  if (wanted.length === 0 || got.length === 0) {
    const same = wanted.length === got.length ? 1 : 0;
    return { score: same, parts: partsOf(same, same) };
  }
  const right = sharedCount(countNgrams(wanted, 1), countNgrams(got, 1));
  const precision = right / got.length;
  const recall = right / wanted.length;
  return { score: harmonicMean(precision, recall), parts: partsOf(precision, recall) };
}
