import type { AssertionSpec } from '../../model/test-file.ts';
import { type AssertionContext, type AssertionType, assertionFault, type Score } from '../assertion.ts';
import { firstDifference } from '../excerpt.ts';
import type { Measure } from '../metrics/measure.ts';
import { readReferences, readThreshold, referencesSchema } from './read-spec.ts';

/** A metric that compares an answer with reference texts, ready to be used. */
export type OverlapMetric = {
  /** Says which variant of the metric the score is of, so that it can be compared with those of others. */
  readonly signature: string;
  measure(references: readonly string[], text: string): Measure;
  /** How many units of a reference can match; 0: nothing could ever pass. */
  countUnits(reference: string): number;
};

type OverlapType = Pick<AssertionType, 'type' | 'summary' | 'notes' | 'options' | 'examples'> & {
  /** Threshold where none is written. */
  readonly usual: number;
  readonly load: (spec: AssertionSpec) => Promise<OverlapMetric>;
};

/** The frame every overlap assertion stands in: references, a threshold, a message that names the variant. */
export const overlapType = ({ usual, load, ...type }: OverlapType): AssertionType => ({
  ...type,
  group: 'overlap',
  value: referencesSchema,
  valueOptional: true,
  threshold: `Lowest score that passes, 0 to 1; ${usual} where none is written.`,
  async prepare(spec, context) {
    const threshold = readThreshold(spec, usual, 1);
    const metric = await load(spec);
    const references = usableReferences(spec, context, metric);
    return ({ text }) => scoreOf(metric, references, text, threshold);
  },
});

/** The reference a text comes nearest to. */
export function nearest(references: readonly string[], measure: (reference: string) => Measure): Measure {
  return references.map(measure).reduce((best, one) => (one.score > best.score ? one : best));
}

function usableReferences(
  spec: AssertionSpec,
  context: AssertionContext,
  metric: OverlapMetric,
): readonly string[] {
  const references = readReferences(spec, context);
  const empty = references.findIndex((reference) => metric.countUnits(reference) === 0);
  if (empty === -1) return references;
  throw assertionFault({
    message: `The reference ${JSON.stringify(references[empty])} has nothing "${spec.type}" could find.`,
    hint: 'ROUGE knows words of a-z and 0-9 only; for other scripts use "chrf".',
    path: spec.value === undefined ? ['type'] : Array.isArray(spec.value) ? ['value', empty] : ['value'],
  });
}

function scoreOf(
  { measure, signature }: OverlapMetric,
  references: readonly string[],
  text: string,
  threshold: number,
): Score {
  const { score: exact, parts } = measure(references, text);
  // Sums of fractions end a hair above 1.
  const score = Math.min(1, exact);
  const pass = score >= threshold;
  const figures = `Score ${score.toFixed(4)} (${parts})`;
  if (pass) return { pass, score, message: `${figures}; ${signature}.` };
  const [expected = ''] = references;
  const difference = firstDifference(expected, text);
  const where = difference === null ? '' : ` First difference ${difference}.`;
  return {
    pass,
    score,
    message: `${figures}, at least ${threshold} expected; ${signature}.${where}`,
    expected,
    actual: text,
  };
}
