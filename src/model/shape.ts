import type { Json } from '../render/prompt.ts';

/*
 * What a parsed file is known to hold, asked value by value. The schemas have already reported what has another
 * shape; reading on with `null` keeps one wrong key from hiding the faults behind it.
 */

export type JsonRecord = { readonly [key: string]: Json };

export const recordOf = (value: unknown): JsonRecord | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null;

export const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((item): item is string => typeof item === 'string');

/** Own entries of a mapping; none of anything else. */
export const entriesOf = (value: unknown): readonly (readonly [string, Json])[] =>
  Object.entries(recordOf(value) ?? {});

/** The value, where it is one of the words. */
export function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
  return words.find((word) => word === value) ?? null;
}
