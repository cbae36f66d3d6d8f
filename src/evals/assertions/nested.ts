import { parseAssertion } from '../../model/assertion-spec.ts';
import type { AssertionSpec } from '../../model/test-file.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import {
  type Ask,
  assertionFault,
  type PrepareNested,
  type Score,
  type Scorer,
  type Subject,
} from '../assertion.ts';

/** The shape of each inner assertion is checked when it is prepared. */
export const nestedSchema: JsonSchema = {
  type: 'array',
  minItems: 1,
  items: { type: 'object', required: ['type'] },
};

type Inner = { readonly spec: AssertionSpec; readonly scorer: Scorer };

export type InnerScore = { readonly spec: AssertionSpec; readonly score: Score };

/** The assertions under `assert`, prepared; faults of theirs stand at their own place. */
export async function prepareInner(spec: AssertionSpec, nested: PrepareNested): Promise<readonly Inner[]> {
  const list = spec.options['assert'];
  if (!Array.isArray(list) || list.length === 0) {
    throw assertionFault({
      message: `"${spec.type}" needs assertions of its own, as a list under "assert".`,
      path: ['assert'],
    });
  }
  const inner: Inner[] = [];
  for (const [index, item] of list.entries()) {
    const path = ['assert', index] as const;
    const parsed = parseAssertion(item, [...spec.yamlPath, ...path], spec.at);
    if (!parsed) throw assertionFault({ message: 'An assertion needs a "type".', path });
    inner.push({ spec: parsed, scorer: await nested(parsed, path) });
  }
  if (inner.every(({ spec: { weight } }) => weight === 0)) {
    throw assertionFault({
      message: `Every assertion of "${spec.type}" has weight 0: nothing decides.`,
      path: ['assert'],
    });
  }
  return inner;
}

/** Scores of those that count; null: none of them does (recorded latencies). */
export async function scoreInner(
  inner: readonly Inner[],
  subject: Subject,
  ask: Ask,
): Promise<readonly InnerScore[] | null> {
  const scores: InnerScore[] = [];
  for (const [index, { spec, scorer }] of inner.entries()) {
    scores.push({ spec, score: await scorer(subject, ask.within(`${index} ${spec.type}`)) });
  }
  const counted = scores.filter(({ spec, score }) => spec.weight > 0 && !score.uncounted);
  return counted.length === 0 ? null : counted;
}

/** What failed inside, in words. */
export function failuresInWords(scores: readonly InnerScore[]): string {
  return scores
    .filter(({ score }) => !score.pass)
    .map(({ spec, score }) => `${spec.negated ? 'not-' : ''}${spec.type}: ${score.message}`)
    .join(' ');
}

export const nothingCounted: Score = {
  pass: true,
  score: 1,
  message: 'Nothing in it was measured.',
  uncounted: true,
};

/** One that could not look at the answer spoils the whole, behind a `not-` as well. */
export const anyUnusable = (scores: readonly InnerScore[]): { unusable?: true } =>
  scores.some(({ score }) => score.unusable) ? { unusable: true } : {};
