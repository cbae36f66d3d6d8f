import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { score } from '../assertions/subject.ts';
import { published } from './published.ts';

/**
 * Scores computed on 2026-11-24 with the code of reference implementations: BLEU and chrF as in sacreBLEU (1.5, sentence
 * level, 13a, exponential smoothing, effective order), GLEU, METEOR (without WordNet) and the stemmer of NLTK 3.8, ROUGE
 * as in google-research/rouge, F1 as in the SQuAD 1.1 script. BLEU was confirmed with NLTK's method 3.
 */
type Computed = {
  readonly references: readonly string[];
  readonly text: string;
  readonly scores: readonly (readonly [type: string, options: object, score: number])[];
};

const computed: readonly Computed[] = JSON.parse(
  readFileSync(new URL('../../fixtures/metrics/reference-values.json', import.meta.url), 'utf8'),
);

const families = [
  ['rouge-1', 'rouge-2', 'rouge-l', 'rouge-lsum'],
  ['bleu'],
  ['chrf'],
  ['gleu'],
  ['meteor'],
  ['f1'],
];

describe('scores others published', () => {
  it.each(published.map((row) => [`${row.assert.type} ${row.score} of ${row.source}`, row] as const))(
    '%s',
    async (_, { assert, references, text, score: wanted, digits }) => {
      const { score: ours } = await score({ ...assert, value: references }, text);
      // A published figure may be rounded or cut off.
      expect(Math.abs(ours - wanted)).toBeLessThanOrEqual(10 ** -digits);
    },
  );
});

describe('scores reference implementations compute', () => {
  it.each(computed.map((row) => [row.text, row] as const))('%s', async (_, { references, text, scores }) => {
    for (const [type, options, wanted] of scores) {
      const made = await score({ type, ...options, value: references }, text);
      expect(made.score, `${type} ${JSON.stringify(options)}: ${made.message}`).toBeCloseTo(wanted, 10);
    }
  });
});

it.each(families)('has at least 20 values for %s', (...family) => {
  const mine = published.filter(({ assert }) => family.includes(assert.type)).length;
  const theirs = computed.flatMap(({ scores }) => scores).filter(([type]) => family.includes(type)).length;
  expect(mine + theirs).toBeGreaterThanOrEqual(20);
});
