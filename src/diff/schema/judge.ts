import { checkValue, isUnchecked } from '../../render/check-value.ts';
import type { Json, JsonSchema } from '../../render/prompt.ts';
import type { Conjunction } from './forms.ts';
import type { Language } from './language.ts';

type Judging = {
  readonly language: Language;
  /** Whether every keyword can be checked. */
  readonly judged: boolean;
  /** Steps that are no whole numbers: whether 0.3 is a multiple of 0.1 depends on whom one asks. */
  readonly fractions: readonly number[];
};

/** Whether a value fits all of these; null: that cannot be said. */
export function fits(
  { language, judged, fractions }: Judging,
  conjunction: Conjunction,
  value: Json,
): boolean | null {
  if (!judged || isDoubtful(value, fractions)) return null;
  const { matches, hasFormat } = language;
  for (const { schema, root } of conjunction) {
    const problems = checkValue(schema as JsonSchema, value, { matches, hasFormat, root });
    if (problems.length > 0) return problems.some(isUnchecked) ? null : false;
  }
  return true;
}

function isDoubtful(value: Json, fractions: readonly number[]): boolean {
  if (fractions.length === 0 || typeof value === 'string') return false;
  if (typeof value === 'number') return fractions.some((step) => isNearly(value / step));
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((held) => isDoubtful(held, fractions));
}

const isNearly = (quotient: number): boolean =>
  !Number.isInteger(quotient) &&
  Math.abs(quotient - Math.round(quotient)) < 1e-6 * Math.max(1, Math.abs(quotient));
