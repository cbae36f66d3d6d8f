import type { CST, Scalar } from 'yaml';
import { rebuildBlock } from './block-scalar.ts';
import { rebuildDouble, rebuildFolded } from './flow-scalar.ts';
import type { Units } from './scalar-units.ts';

/** For each UTF-16 unit of a scalar's value, where in the source it begins and ends. */
export type ScalarMap = { readonly starts: readonly number[]; readonly ends: readonly number[] };

/**
 * Maps the characters of a text value to the source they come from. null where the value cannot be rebuilt from the
 * source (an empty or tagged node): then only the scalar as a whole has a place.
 */
export function mapScalar(scalar: Scalar, source: string): ScalarMap | null {
  const token = scalar.srcToken;
  if (!token || typeof scalar.value !== 'string') return null;
  const units = rebuild(token, source);
  return units && units.text.join('') === scalar.value ? { starts: units.starts, ends: units.ends } : null;
}

function rebuild(token: CST.Token, source: string): Units | null {
  const units: Units = { text: [], starts: [], ends: [] };
  switch (token.type) {
    case 'block-scalar':
      rebuildBlock(units, token);
      return units;
    case 'scalar':
      rebuildFolded(units, source, token.offset, token.offset + token.source.length, false);
      return units;
    case 'single-quoted-scalar':
      rebuildFolded(units, source, token.offset + 1, token.offset + token.source.length - 1, true);
      return units;
    case 'double-quoted-scalar':
      rebuildDouble(units, source, token.offset + 1, token.offset + token.source.length - 1);
      return units;
    default:
      return null;
  }
}
