import { type Form, namedTypes, numbersOf, valuesOf } from './forms.ts';
import { formatApplies, type Language, lengthsOfFormats } from './language.ts';

type Range = {
  readonly min: number;
  readonly max: number;
  readonly minOpen: boolean;
  readonly maxOpen: boolean;
  readonly integer: boolean;
  readonly steps: readonly number[];
  readonly formats: readonly string[];
};

/** The numbers of a form. Between whole numbers, bounds are whole and belong to the range. */
export function rangeOf(form: Form): Range {
  const steps = numbersOf(form, 'multipleOf');
  const integer =
    form.leaves.some(({ node }) => {
      const named = namedTypes(node);
      return named?.includes('integer') && !named.includes('number');
    }) || steps.some(Number.isInteger);
  const [least, above] = [numbersOf(form, 'minimum'), numbersOf(form, 'exclusiveMinimum')];
  const [most, below] = [numbersOf(form, 'maximum'), numbersOf(form, 'exclusiveMaximum')];
  const min = Math.max(Number.NEGATIVE_INFINITY, ...least, ...above);
  const max = Math.min(Number.POSITIVE_INFINITY, ...most, ...below);
  const [minOpen, maxOpen] = [above.includes(min), below.includes(max)];
  const formats = valuesOf(form, 'format').filter((format) => formatApplies(format, 'number'));
  const range = { min, max, minOpen, maxOpen, integer, steps, formats };
  if (!integer) return range;
  return {
    ...range,
    min: minOpen ? Math.floor(min) + 1 : Math.ceil(min),
    max: maxOpen ? Math.ceil(max) - 1 : Math.floor(max),
    minOpen: false,
    maxOpen: false,
  };
}

export function isEmptyRange({ min, max, minOpen, maxOpen }: Range): boolean {
  return min > max || (min === max && (minOpen || maxOpen));
}

export function numbersFit(a: Range, b: Range): boolean {
  const fitsBelow = a.min > b.min || (a.min === b.min && (a.minOpen || !b.minOpen));
  const fitsAbove = a.max < b.max || (a.max === b.max && (a.maxOpen || !b.maxOpen));
  return (
    fitsBelow &&
    fitsAbove &&
    (a.integer || !b.integer) &&
    b.steps.every((step) => (step === 1 ? a.integer : a.steps.some((own) => isStepOf(own, step)))) &&
    b.formats.every((format) => a.formats.includes(format))
  );
}

/** Decimal fractions are no exact doubles: only between whole numbers is this certain. */
const isStepOf = (own: number, step: number): boolean =>
  own === step || (Number.isInteger(own) && Number.isInteger(step) && own % step === 0);

type Texts = {
  readonly min: number;
  readonly max: number;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
};

/** The texts of a form; lengths in code points. */
export function textsOf(form: Form): Texts {
  const formats = valuesOf(form, 'format').filter((format) => formatApplies(format, 'string'));
  const lengths = formats.flatMap((format) => (lengthsOfFormats[format] ? [lengthsOfFormats[format]] : []));
  return {
    min: Math.max(0, ...numbersOf(form, 'minLength'), ...lengths.map(([min]) => min)),
    max: Math.min(
      Number.POSITIVE_INFINITY,
      ...numbersOf(form, 'maxLength'),
      ...lengths.map(([, max]) => max),
    ),
    patterns: valuesOf(form, 'pattern').map(String),
    formats,
  };
}

export function textsFit(a: Texts, b: Texts, { textOf }: Language): boolean {
  const own = [...a.patterns, ...asPattern(a)];
  const implied = (pattern: string) =>
    own.includes(pattern) || (own.length > 0 && textOf(own, pattern) === null);
  const [length] = asPattern(b);
  const fitsLength = (a.min >= b.min && a.max <= b.max) || (length !== undefined && implied(length));
  return (
    fitsLength &&
    b.patterns.every(implied) &&
    b.formats.every((format) => a.formats.some((has) => has === format || isNarrower(has, format)))
  );
}

/** Longer bounds would make an automaton larger than it is worth. */
const longest = 100;

/** A length as a pattern, where a pattern could say the same. */
function asPattern({ min, max }: Pick<Texts, 'min' | 'max'>): readonly string[] {
  if ((min === 0 && max === Number.POSITIVE_INFINITY) || min > longest) return [];
  if (max !== Number.POSITIVE_INFINITY && max > longest) return [];
  return [`^[^]{${min},${max === Number.POSITIVE_INFINITY ? '' : max}}$`];
}

const isNarrower = (format: string, than: string): boolean => wider[format]?.includes(than) ?? false;

/** Formats whose every text has another one as well. */
const wider: Readonly<Record<string, readonly string[]>> = {
  time: ['iso-time'],
  'date-time': ['iso-date-time'],
};
