import { jsonPieces } from '../../model/json-pieces.ts';
import { showUnseen } from '../inert.ts';

/** A value as JSON in which what a terminal or a CI runner would obey is escaped, as JSON escapes. */
export const printJson = (value: unknown): string => [...printedPieces(value)].join('');

/** The same in pieces: the report itself, described by a schema under `schemas/`, may be long. */
export function* printedPieces(value: unknown): Generator<string> {
  for (const piece of jsonPieces(value)) yield showUnseen(piece).replaceAll('##[', '#\\u0023[');
}
