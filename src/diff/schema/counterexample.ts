import type { Json } from '../../render/prompt.ts';
import { containedIn, itemAt, lengthsOf, tupleLength } from './arrays.ts';
import { contains } from './contains.ts';
import { type Conjunction, type Form, formsOf, listedValues } from './forms.ts';
import { fits } from './judge.ts';
import {
  choicesOf,
  companionsOf,
  countsOf,
  namePatternsOf,
  namesOf,
  otherProperty,
  propertyAt,
  requiredOf,
} from './objects.ts';
import { isEmpty, type Proof, piecesOf } from './pieces.ts';
import { numbers, strings } from './scalar-samples.ts';

/** Deeper values than this are not made up. */
const maxDepth = 5;
const maxTried = 400;

const nothing: Conjunction = [{ schema: false, root: true }];

/** A value that fits `a` and not `b`, checked to do so; undefined: none was found. */
export function counterexample(proof: Proof, a: Conjunction, b: Conjunction, depth = 0): Json | undefined {
  const [found] = fitting(proof, a, b, depth, 1);
  return found;
}

/** Some values that fit `a` and not `b`, all different. */
function fitting(
  proof: Proof,
  a: Conjunction,
  b: Conjunction,
  depth: number,
  wanted: number,
): readonly Json[] {
  const found = new Map<string, Json>();
  if (depth > maxDepth) return [];
  let tried = 0;
  for (const value of candidates(proof, a, b, depth)) {
    tried += 1;
    proof.left.steps -= 1;
    if (tried > maxTried || proof.left.steps < 0 || found.size >= wanted) break;
    if (fits(proof, a, value) === true && fits(proof, b, value) === false)
      found.set(JSON.stringify(value), value);
  }
  return [...found.values()];
}

const samplesOf = (proof: Proof, a: Conjunction, depth: number, wanted = 1): readonly Json[] =>
  fitting(proof, a, nothing, depth, wanted);

function* candidates(proof: Proof, a: Conjunction, b: Conjunction, depth: number): Generator<Json> {
  const hints = formsOf(b) ?? [];
  // Values that either side speaks of: those it excludes as well.
  for (const form of [...hints, ...(formsOf(a) ?? [])]) {
    yield* listedValues(form) ?? [];
    for (const part of form.not) yield* formsOf([part])?.flatMap((not) => listedValues(not) ?? []) ?? [];
  }
  for (const piece of piecesOf(proof, a) ?? []) {
    switch (piece.type) {
      case 'values':
        yield* piece.values;
        break;
      case 'number':
        yield* numbers(piece.form, hints);
        break;
      case 'string':
        yield* strings(proof.language, piece.form, hints);
        break;
      case 'array':
        yield* arrays(proof, piece.form, { b, hints }, depth);
        break;
      case 'object':
        yield* objects(proof, piece.form, { b, hints }, depth);
        break;
    }
  }
}

type Other = { readonly b: Conjunction; readonly hints: readonly Form[] };

/** What stands at one place of `a`, and at the same place of each form of `b`, that does not fit there first. */
function held(proof: Proof, a: Conjunction, others: readonly Conjunction[], depth: number): readonly Json[] {
  const breaking = others
    .filter((other) => !contains(proof, a, other))
    .flatMap((other) => fitting(proof, a, other, depth + 1, 3));
  return [...breaking, ...samplesOf(proof, a, depth + 1, breaking.length > 0 ? 1 : 4)];
}

function* arrays(proof: Proof, a: Form, { hints }: Other, depth: number): Generator<Json> {
  const forms = [a, ...hints];
  const bounds = forms.map(lengthsOf).flatMap(({ min, max }) => [min, max, min - 1, max + 1]);
  const tuple = Math.max(...forms.map(tupleLength));
  const sizes = [...bounds, tuple, tuple + 1, 1, 0, 2].filter((size) => size >= 0 && size <= 200);
  const plain = new Map<number, readonly Json[]>();
  const at = (index: number): readonly Json[] => {
    const place = Math.min(index, tuple);
    const known = plain.get(place) ?? samplesOf(proof, itemAt(a, place), depth + 1, 12);
    plain.set(place, known);
    return known;
  };
  const filled = (size: number, pick: (index: number) => number): readonly Json[] =>
    Array.from({ length: size }, (_, index) => {
      const some = at(index);
      return some[pick(index) % Math.max(1, some.length)] ?? null;
    });
  for (const size of new Set(sizes)) {
    yield filled(size, () => 0);
    yield filled(size, (index) => index);
    for (let index = 0; index < Math.min(size, tuple + 1); index += 1) {
      const others = hints.map((form) => itemAt(form, index));
      for (const value of held(proof, itemAt(a, index), others, depth))
        yield filled(size, (each) => each).with(index, value);
    }
  }
  for (const part of containedIn(a)) {
    const some = samplesOf(proof, [part, ...itemAt(a, tuple)], depth + 1, 2);
    for (const value of some)
      yield* sizes.map((size) => [value, ...filled(Math.max(0, size - 1), (index) => index)]);
  }
}

type Properties = { readonly [name: string]: Json };

function* objects(proof: Proof, a: Form, { hints }: Other, depth: number): Generator<Json> {
  const { matches } = proof.language;
  const at = (name: string) => propertyAt(a, name, matches);
  const names = [...new Set([a, ...hints].flatMap(namesOf))].filter((name) => !isEmpty(proof, at(name)));
  const required = requiredOf(a);
  const sampled = names.flatMap((name) => {
    const [value] = samplesOf(proof, at(name), depth + 1);
    return value === undefined ? [] : [[name, value] as const];
  });
  const full: Properties = Object.fromEntries(sampled);
  const least = padded(a, pick(full, required), full);
  yield least;
  yield full;
  for (const name of names) {
    yield without(full, name);
    if (Object.hasOwn(full, name)) yield { ...least, ...together(a, name, full) };
    const others = hints.map((form) => propertyAt(form, name, matches));
    for (const value of held(proof, at(name), others, depth)) {
      yield { ...least, [name]: value };
      yield { ...full, [name]: value };
    }
  }
  yield* withOthers(proof, a, hints, { least, full }, depth);
}

/** Properties nobody names, of each kind of name. */
function* withOthers(
  proof: Proof,
  a: Form,
  hints: readonly Form[],
  { least, full }: { readonly least: Properties; readonly full: Properties },
  depth: number,
): Generator<Json> {
  const patterns = [a, ...hints].flatMap(namePatternsOf);
  for (const choice of choicesOf(patterns) ?? []) {
    const own = otherProperty(a, choice);
    if (isEmpty(proof, own)) continue;
    const named = choice.size === 0 ? 'other' : proof.language.textOf([...choice]);
    if (typeof named !== 'string') continue;
    for (const value of held(
      proof,
      own,
      hints.map((form) => otherProperty(form, choice)),
      depth,
    )) {
      yield { ...least, [named]: value };
      yield { ...full, [named]: value };
      for (const name of ['a', 'A', '0', 'a b', 'x'.repeat(80)]) yield { ...least, [name]: value };
      const most = Math.max(0, ...hints.map((form) => countsOf(form).max).filter((count) => count < 100));
      yield {
        ...least,
        ...Object.fromEntries(Array.from({ length: most + 1 }, (_, at) => [`${named}${at}`, value])),
      };
    }
  }
}

const pick = (from: Properties, names: readonly string[]): Properties =>
  Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(from, name) ? [[name, from[name] as Json]] : [])),
  );

const without = (from: Properties, name: string): Properties =>
  pick(
    from,
    Object.keys(from).filter((other) => other !== name),
  );

/** A property with those that must come with it. */
function together(a: Form, name: string, full: Properties): Properties {
  const names = new Set([name]);
  for (const each of names) for (const [one, other] of companionsOf(a)) if (one === each) names.add(other);
  return pick(full, [...names]);
}

/** With as many properties as there must be. */
function padded(a: Form, least: Properties, full: Properties): Properties {
  const { min } = countsOf(a);
  const missing = Object.keys(full).filter((name) => !Object.hasOwn(least, name));
  return { ...least, ...pick(full, missing.slice(0, Math.max(0, min - Object.keys(least).length))) };
}
