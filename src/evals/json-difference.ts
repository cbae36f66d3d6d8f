import { kindAndValue } from './schema-problem.ts';

/**
 * The first place where `actual` is not what `expected` says, in words (`output.items[2].name is the string "b",
 * expected the string "a"`); null: they are equal. `partial`: objects may have further keys, at every depth.
 */
export function jsonDifference(
  expected: unknown,
  actual: unknown,
  { path = 'output', partial = false }: { path?: string; partial?: boolean } = {},
): string | null {
  if (expected === actual) return null;
  if (Array.isArray(expected) && Array.isArray(actual))
    return listDifference(expected, actual, path, partial);
  if (isRecord(expected) && isRecord(actual)) return recordDifference(expected, actual, path, partial);
  return `${path} is ${kindAndValue(actual)}, expected ${kindAndValue(expected)}`;
}

function listDifference(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  partial: boolean,
): string | null {
  for (let at = 0; at < Math.min(expected.length, actual.length); at += 1) {
    const difference = jsonDifference(expected[at], actual[at], { path: `${path}[${at}]`, partial });
    if (difference) return difference;
  }
  if (expected.length === actual.length) return null;
  return `${path} is a list of ${actual.length}, expected ${expected.length}`;
}

function recordDifference(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  path: string,
  partial: boolean,
): string | null {
  for (const [key, want] of Object.entries(expected)) {
    if (!Object.hasOwn(actual, key)) return `${path} has no "${key}", expected ${kindAndValue(want)}`;
    const difference = jsonDifference(want, actual[key], { path: `${path}.${key}`, partial });
    if (difference) return difference;
  }
  if (partial) return null;
  const extra = Object.keys(actual).find((key) => !Object.hasOwn(expected, key));
  return extra === undefined ? null : `${path} has "${extra}", which is not expected`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with sorted keys, one value a line: two of them make a readable diff. */
export const prettyJson = (value: unknown): string => JSON.stringify(sorted(value), null, 2) ?? 'null';

/** JSON with sorted keys on one line: equal values give equal texts. */
export const compactJson = (value: unknown): string => JSON.stringify(sorted(value)) ?? 'null';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
