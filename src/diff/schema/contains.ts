import { canonicalJson } from '../../model/digest.ts';
import type { Json, JsonSchema } from '../../render/prompt.ts';
import { containedIn, isUnique, itemAt, lengthsOf, tupleLength } from './arrays.ts';
import {
  type Conjunction,
  type Form,
  formsOf,
  listedValues,
  merged,
  type Part,
  typesOf,
  valuesOf,
  withPart,
} from './forms.ts';
import { fits } from './judge.ts';
import {
  choicesOf,
  companionsOf,
  countsOf,
  namePatternsOf,
  nameRulesOf,
  namesOf,
  otherProperty,
  propertyAt,
  requiredOf,
} from './objects.ts';
import { firstIndexes, isEmpty, type Piece, type Proof, piecesOf, piecesOfForm } from './pieces.ts';
import { beyond } from './prepare.ts';
import { numbersFit, rangeOf, textsFit, textsOf } from './scalars.ts';

const maxDepth = 40;

/** Whether every value that fits `a` is proven to fit `b`. false: not proven. */
export function contains(proof: Proof, a: Conjunction, b: Conjunction): boolean {
  proof.left.steps -= 1;
  if (proof.left.steps < 0) return false;
  const own = new Set(a.map(keyOf));
  const keys = b.map(keyOf);
  if (keys.every((key) => own.has(key))) return true;
  const question = `${[...own].toSorted()}<${keys.toSorted()}`;
  if (proof.open.has(question)) return true;
  if (proof.open.size > maxDepth) return false;
  proof.open.add(question);
  try {
    const [pieces, forms] = [piecesOf(proof, a), formsOf(b)];
    if (pieces === null || forms === null) return false;
    return pieces.every((piece) => covered(proof, piece, { all: b, forms }, 3));
  } finally {
    proof.open.delete(question);
  }
}

type Target = { readonly all: Conjunction; readonly forms: readonly Form[] };

function covered(proof: Proof, piece: Piece, target: Target, splits: number): boolean {
  if (piece.type === 'values') return piece.values.every((value) => fits(proof, target.all, value) === true);
  if (target.forms.some((form) => coveredBy(proof, piece, form))) return true;
  if (piece.type !== 'object' || splits === 0) return false;
  const parts = split(proof, piece.form, target.forms);
  return (
    parts?.every((form) =>
      piecesOfForm(proof, form, 0).every((each) => covered(proof, each, target, splits - 1)),
    ) ?? false
  );
}

type Typed = Exclude<Piece, { readonly type: 'values' }>;

function coveredBy(proof: Proof, { type, form: a }: Typed, b: Form): boolean {
  // Endlessly many values are none of a list.
  if (!typesOf(b).includes(type) || listedValues(b)) return false;
  const fit = {
    number: () => numbersFit(rangeOf(a), rangeOf(b)),
    string: () => textsFit(textsOf(a), textsOf(b), proof.language),
    array: () => arraysFit(proof, a, b),
    object: () => objectsFit(proof, a, b),
  };
  return fit[type]() && sameBeyond(a, b) && b.not.every((part) => avoids(proof, { type, form: a }, part));
}

/** What no proof looks into must be the same. */
const sameBeyond = (a: Form, b: Form): boolean =>
  valuesOf(b, beyond).every((text) => valuesOf(a, beyond).includes(text));

/** Whether no value of a piece fits `part`. */
function avoids(proof: Proof, { type, form }: Typed, part: Part): boolean {
  if (form.not.some((own) => contains(proof, [part], [own]))) return true;
  const forms = formsOf([part]);
  return (
    forms?.every((other) => {
      const both = merged(form, withPart(other, { schema: { type }, root: true }));
      return piecesOfForm(proof, both, 0).length === 0;
    }) ?? false
  );
}

function arraysFit(proof: Proof, a: Form, b: Form): boolean {
  const [own, wanted] = [lengthsOf(a), lengthsOf(b)];
  const different = Math.max(tupleLength(a), tupleLength(b)) + 1;
  const indexes = Array.from({ length: Math.min(different, own.max) }, (_, index) => index);
  // Where nothing may stand, the array ends before.
  const end = indexes.find((index) => isEmpty(proof, itemAt(a, index))) ?? own.max;
  return (
    own.min >= wanted.min &&
    end <= wanted.max &&
    (!isUnique(b) || isUnique(a) || end <= 1) &&
    indexes
      .filter((index) => index < end)
      .every((index) => contains(proof, itemAt(a, index), itemAt(b, index))) &&
    containedIn(b).every(
      (part) =>
        containedIn(a).some((held) => contains(proof, [held], [part])) ||
        firstIndexes(a, own.min).some((index) => contains(proof, itemAt(a, index), [part])),
    )
  );
}

function objectsFit(proof: Proof, a: Form, b: Form): boolean {
  const { matches } = proof.language;
  const choices = choicesOf([...namePatternsOf(a), ...namePatternsOf(b)]);
  if (choices === null) return false;
  const names = [...new Set([...namesOf(a), ...namesOf(b)])].filter(
    (name) => !isEmpty(proof, propertyAt(a, name, matches)),
  );
  const open = choices.filter((patterns) => !isEmpty(proof, otherProperty(a, patterns)));
  const [own, wanted] = [countsOf(a), countsOf(b)];
  const most = open.length === 0 ? Math.min(own.max, names.length) : own.max;
  const required = new Set(requiredOf(a));
  return (
    own.min >= wanted.min &&
    most <= wanted.max &&
    requiredOf(b).every((name) => required.has(name)) &&
    names.every((name) => contains(proof, propertyAt(a, name, matches), propertyAt(b, name, matches))) &&
    open.every((patterns) => contains(proof, otherProperty(a, patterns), otherProperty(b, patterns))) &&
    namesFit(proof, a, b, { names, open }) &&
    companionsFit(a, b, { names, open, required })
  );
}

type Possible = { readonly names: readonly string[]; readonly open: readonly ReadonlySet<string>[] };

function namesFit(proof: Proof, a: Form, b: Form, { names, open }: Possible): boolean {
  const rules = nameRulesOf(b);
  if (rules.length === 0) return true;
  const own = nameRulesOf(a);
  const namesOf = (patterns: ReadonlySet<string>): Conjunction => [
    ...own,
    { schema: { type: 'string', allOf: [...patterns].map((pattern) => ({ pattern })) }, root: true },
  ];
  return (
    names.every((name) => fits(proof, own, name) === false || fits(proof, rules, name) === true) &&
    open.every((patterns) => contains(proof, namesOf(patterns), rules))
  );
}

function companionsFit(
  a: Form,
  b: Form,
  { names, open, required }: Possible & { readonly required: ReadonlySet<string> },
): boolean {
  const own = new Set(companionsOf(a).map((pair) => pair.join('\0')));
  const isPossible = (name: string) =>
    names.includes(name) || (open.length > 0 && !namesOf(a).includes(name));
  return companionsOf(b).every(
    ([name, other]) => required.has(other) || own.has([name, other].join('\0')) || !isPossible(name),
  );
}

const maxSplit = 20;

/** The objects of a form, told apart by the property that tells the forms of `b` apart. null: none does. */
function split(proof: Proof, a: Form, forms: readonly Form[]): readonly Form[] | null {
  const { matches } = proof.language;
  const names = [...new Set(forms.flatMap(namesOf))];
  for (const name of names) {
    const told = new Set(forms.map((form) => kindsOf(proof, propertyAt(form, name, matches))));
    const kinds = told.size > 1 ? schemasBy(proof, propertyAt(a, name, matches)) : null;
    const isRequired = requiredOf(a).includes(name);
    if (kinds === null || kinds.length + (isRequired ? 0 : 1) < 2 || kinds.length > maxSplit) continue;
    return [...kinds, ...(isRequired ? [] : [false])].map((kind) =>
      withPart(a, { schema: { type: 'object', properties: { [name]: kind } }, root: true }),
    );
  }
  return null;
}

const kindsOf = (proof: Proof, conjunction: Conjunction): string =>
  canonicalJson(schemasBy(proof, conjunction));

/** Schemas that tell the values of a conjunction apart: one a value, one a type. */
function schemasBy(proof: Proof, conjunction: Conjunction): readonly Json[] | null {
  const pieces = piecesOf(proof, conjunction);
  return (
    pieces?.flatMap((piece): readonly Json[] =>
      piece.type === 'values' ? piece.values.map((value) => ({ const: value })) : [{ type: piece.type }],
    ) ?? null
  );
}

const texts = new WeakMap<object, string>();

/** The same for parts that say the same: a reference says the same within one whole only. */
function keyOf({ schema, root }: Part): string {
  const text = textOf(schema);
  return /"\$(?:ref|dynamicRef|recursiveRef)"/.test(text) ? `${text}@${textOf(root)}` : text;
}

function textOf(schema: Json | JsonSchema): string {
  if (typeof schema !== 'object' || schema === null) return String(schema);
  const known = texts.get(schema) ?? canonicalJson(schema);
  texts.set(schema, known);
  return known;
}
