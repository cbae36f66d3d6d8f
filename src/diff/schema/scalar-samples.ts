import type { Form } from './forms.ts';
import { type Language, samples, stretched } from './language.ts';
import { rangeOf, textsOf } from './scalars.ts';

/** Numbers about the bounds and steps of both sides. */
export function* numbers(a: Form, hints: readonly Form[]): Generator<number> {
  const ranges = [a, ...hints].map(rangeOf);
  const limits = ranges.flatMap(({ min, max }) => [min, max]).filter(Number.isFinite);
  const steps = [...ranges.flatMap((range) => range.steps), 1];
  const centres = [...limits, 0, 2 ** 33];
  yield* centres;
  for (const centre of centres) {
    for (const step of steps) {
      const nearest = Math.round(centre / step) * step;
      yield* [centre + step, centre - step, nearest, nearest + step, nearest - step, nearest + 2 * step];
    }
    yield* [centre + 0.5, centre - 0.5, centre + 0.001, centre - 0.001];
  }
}

const letters = ['a', 'A', '0', ' ', '-', '_', 'é', '.', '\n', '@'];
const maxText = 200_000;
/** Where each text is searched for patterns as well. */
const maxSearched = 300;

/** Texts with the patterns and formats of `a`, of lengths about the bounds of both sides. */
export function* strings(language: Language, a: Form, hints: readonly Form[]): Generator<string> {
  const [own, ...others] = [a, ...hints].map(textsOf);
  if (!own) return;
  yield* own.formats.flatMap((format) => samples[format] ?? []);
  for (const { max } of others.filter(({ max }) => max <= maxSearched))
    yield* own.formats.flatMap((format) => stretched[format]?.('a'.repeat(max)) ?? []);
  if (own.patterns.length > 0) {
    for (const pattern of others.flatMap(({ patterns }) => patterns)) {
      const text = language.textOf(own.patterns, pattern);
      if (typeof text === 'string') yield text;
    }
    for (const { min, max } of others) {
      if (min > 0 && min < 100) yield* textOrNothing(language.textOf(own.patterns, `^[^]{${min},}$`));
      if (max < 100) yield* textOrNothing(language.textOf(own.patterns, `^[^]{0,${max}}$`));
    }
    yield* textOrNothing(language.textOf(own.patterns));
    for (const length of [4, 12])
      yield* textOrNothing(language.textOf([...own.patterns, `^[^]{${length},}$`]));
  }
  const bounds = [own, ...others].flatMap(({ min, max }) => [min, max, min - 1, max + 1]);
  const longest = [own, ...others].every(({ patterns }) => patterns.length === 0) ? maxText : maxSearched;
  const lengths = [...bounds.filter((length) => length >= 0 && length <= longest), 1, 0, 2];
  for (const letter of letters) yield* lengths.map((length) => letter.repeat(length));
  yield* ['abc', 'a b', 'Abc', '123', 'x-1', '2026-01-31'];
}

const textOrNothing = (text: string | null | undefined): readonly string[] =>
  typeof text === 'string' ? [text] : [];
