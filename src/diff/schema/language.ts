import type { HasFormat } from '../../model/formats.ts';
import { patternsOf } from '../../model/json-schema.ts';
import type { Matches } from '../../model/pattern.ts';
import type { Json, JsonSchema } from '../../render/prompt.ts';
import { keywordValues } from './prepare.ts';

/** What is known of patterns and formats beyond their text. */
export type Language = {
  readonly matches: Matches;
  readonly hasFormat: HasFormat;
  /** A text with a match of every pattern of `all`, and none of `not`; null: there is none; undefined: not known. */
  readonly textOf: (all: readonly string[], not?: string) => string | null | undefined;
};

/** Formats that every value has. */
const idle: ReadonlySet<string> = new Set(['float', 'double', 'password', 'binary']);
const ofNumbers: ReadonlySet<string> = new Set(['int32', 'int64']);

/** Whether a format says anything about values of a type. One nobody knows may mean either. */
export function formatApplies(format: Json, type: 'string' | 'number'): format is string {
  if (typeof format !== 'string' || idle.has(format)) return false;
  return ofNumbers.has(format) ? type === 'number' : type === 'string' || !(format in samples);
}

/** Texts that have a format, to be tried on another schema. */
export const samples: Readonly<Record<string, readonly string[]>> = {
  date: ['2026-01-31', '1999-12-01'],
  time: ['10:20:30Z', '10:20:30+01:00'],
  'date-time': ['2026-01-31T10:20:30Z', '1999-12-01T00:00:00+01:00'],
  'iso-time': ['10:20:30'],
  'iso-date-time': ['2026-01-31T10:20:30'],
  duration: ['P1D', 'PT1H'],
  uri: ['https://example.com/a', 'urn:a:b'],
  'uri-reference': ['/a/b', 'https://example.com/a'],
  'uri-template': ['/a/{b}'],
  url: ['https://example.com/a'],
  email: ['a@example.com', 'bb@example.org'],
  hostname: ['example.com', 'a'],
  ipv4: ['192.0.2.1', '192.0.2.20'],
  ipv6: ['2001:db8::1', '::1'],
  regex: ['a+'],
  uuid: ['123e4567-e89b-12d3-a456-426614174000'],
  'json-pointer': ['/a/0', ''],
  'relative-json-pointer': ['0/a'],
  byte: ['YWJj', ''],
};

/** The fewest and the most characters of a text that has a format, as far as its grammar says. */
export const lengthsOfFormats: Readonly<Record<string, readonly [min: number, max: number]>> = {
  date: [10, 10],
  time: [8, Number.POSITIVE_INFINITY],
  'iso-time': [8, Number.POSITIVE_INFINITY],
  'date-time': [19, Number.POSITIVE_INFINITY],
  'iso-date-time': [19, Number.POSITIVE_INFINITY],
  duration: [2, Number.POSITIVE_INFINITY],
  // "urn:uuid:" may stand before it.
  uuid: [36, 45],
  ipv4: [7, 15],
  ipv6: [2, Number.POSITIVE_INFINITY],
  hostname: [1, Number.POSITIVE_INFINITY],
  email: [3, Number.POSITIVE_INFINITY],
  uri: [2, Number.POSITIVE_INFINITY],
  url: [2, Number.POSITIVE_INFINITY],
};

/** A text of a format with some letters in it: as long as they are, and longer. */
export const stretched: Readonly<Record<string, (letters: string) => string>> = {
  email: (letters) => `${letters}@example.com`,
  uri: (letters) => `https://example.com/${letters}`,
  url: (letters) => `https://example.com/${letters}`,
  'uri-reference': (letters) => `/${letters}`,
};

/** Loads what two schemas need: automata and formats only where there is something for them. */
export async function loadLanguage(a: JsonSchema, b: JsonSchema): Promise<Language> {
  const hasPatterns = [a, b].some((schema) => patternsOf(schema).length > 0);
  const hasFormats = [a, b].some((schema) => keywordValues(schema, 'format').length > 0);
  const [matches, textOf, hasFormat] = await Promise.all([
    hasPatterns ? import('../../model/pattern.ts').then((it) => it.loadMatches()) : () => true,
    hasPatterns ? import('./automata.ts').then((it) => it.loadTextOf()) : () => undefined,
    hasFormats ? import('../../model/formats.ts').then((it) => it.loadHasFormat()) : () => true,
  ]);
  return { matches, textOf, hasFormat };
}
