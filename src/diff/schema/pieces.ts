import type { Json } from '../../render/prompt.ts';
import { itemAt, lengthsOf, tupleLength } from './arrays.ts';
import {
  type Conjunction,
  conjunctionOf,
  type Form,
  formsOf,
  listedValues,
  type Type,
  typesOf,
} from './forms.ts';
import { fits } from './judge.ts';
import type { Language } from './language.ts';
import { countsOf, propertyAt, requiredOf } from './objects.ts';
import { isEmptyRange, rangeOf, textsOf } from './scalars.ts';

/** What one question carries through its proofs. */
export type Proof = {
  readonly language: Language;
  /** Whether `fits` can be believed: no keyword is beyond it. */
  readonly judged: boolean;
  readonly fractions: readonly number[];
  /** Proofs that are on their way: met again one step further into the value, they may be assumed. */
  readonly open: Set<string>;
  readonly left: { steps: number };
};

/** Values of one kind: some listed ones, or those of a type that fit a form. */
export type Piece =
  | { readonly type: 'values'; readonly values: readonly Json[] }
  | { readonly type: 'number' | 'string' | 'array' | 'object'; readonly form: Form };

/** Of a scale or a rating. */
const mostListed = 32;

/** Whether nothing is proven to fit. */
export const isEmpty = (proof: Proof, a: Conjunction, depth = 0): boolean =>
  piecesOf(proof, a, depth)?.length === 0;

/** The values that fit, kind by kind, without kinds that are proven to have none. null: too many to look into. */
export function piecesOf(proof: Proof, a: Conjunction, depth = 0): readonly Piece[] | null {
  return formsOf(a)?.flatMap((form) => piecesOfForm(proof, form, depth)) ?? null;
}

export function piecesOfForm(proof: Proof, form: Form, depth: number): readonly Piece[] {
  const types = typesOf(form);
  const listed = listedValues(form);
  const few = types.includes('number') ? fewNumbers(proof, form) : null;
  const simple: readonly Json[] = [
    ...(types.includes('null') ? [null] : []),
    ...(types.includes('boolean') ? [true, false] : []),
    ...(few ?? []),
  ];
  // What is listed is looked at value by value; one that cannot be judged is taken to fit.
  const values = (listed ?? simple).filter((value) => fits(proof, conjunctionOf(form), value) !== false);
  const pieces: readonly Piece[] = values.length > 0 ? [{ type: 'values', values }] : [];
  if (listed) return pieces;
  const others = types
    .filter((type) => type !== 'null' && type !== 'boolean')
    .filter((type) => type !== 'number' || few === null)
    .filter((type) => !isEmptyOf(proof, form, type, depth));
  return [...pieces, ...others.map((type) => ({ type, form }))];
}

/** Whole numbers between near bounds, which are looked at one by one; null: there are too many, or they cannot be judged. */
function fewNumbers({ judged, fractions }: Proof, form: Form): readonly number[] | null {
  const { integer, min, max } = rangeOf(form);
  if (!judged || fractions.length > 0) return null;
  if (!integer || !(max - min < mostListed) || ![min, max].every(Number.isSafeInteger)) return null;
  return Array.from({ length: Math.max(0, max - min + 1) }, (_, index) => min + index);
}

function isEmptyOf(
  proof: Proof,
  form: Form,
  type: Exclude<Type, 'null' | 'boolean'>,
  depth: number,
): boolean {
  proof.left.steps -= 1;
  if (depth > 5 || proof.left.steps < 0) return false;
  const empty = (part: Conjunction) => isEmpty(proof, part, depth + 1);
  switch (type) {
    case 'number':
      return isEmptyRange(rangeOf(form));
    case 'string': {
      const { min, max, patterns } = textsOf(form);
      return min > max || (patterns.length > 1 && proof.language.textOf(patterns) === null);
    }
    case 'array': {
      const { min, max } = lengthsOf(form);
      return min > max || firstIndexes(form, min).some((index) => empty(itemAt(form, index)));
    }
    case 'object': {
      const { min, max } = countsOf(form);
      const { matches } = proof.language;
      return min > max || requiredOf(form).some((name) => empty(propertyAt(form, name, matches)));
    }
  }
}

/** Indexes below `length`, as far as items differ. */
export const firstIndexes = (form: Form, length: number): readonly number[] =>
  Array.from({ length: Math.min(length, tupleLength(form) + 1) }, (_, index) => index);
