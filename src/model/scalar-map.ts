import { rebuildBlock } from './block-scalar.ts';
import { rebuildDouble, rebuildFolded } from './flow-scalar.ts';
import type { Units } from './scalar-units.ts';
import type { YamlScalar } from './yaml-node.ts';

/** For each UTF-16 unit of a scalar's value, where in the source it begins and ends. */
export type ScalarMap = { readonly starts: readonly number[]; readonly ends: readonly number[] };

/**
 * Maps the characters of a text value to the source they come from. null where the value cannot be rebuilt from the
 * source (an empty or tagged node): then only the scalar as a whole has a place.
 */
export function mapScalar(scalar: YamlScalar, source: string): ScalarMap | null {
  if (typeof scalar.value !== 'string' || scalar.at === scalar.end) return null;
  const units = rebuild(scalar, source);
  return units.text.join('') === scalar.value ? { starts: units.starts, ends: units.ends } : null;
}

function rebuild({ style, at, end, indent }: YamlScalar, source: string): Units {
  const units: Units = { text: [], starts: [], ends: [] };
  switch (style) {
    case 'literal':
    case 'folded':
      rebuildBlock(units, source.slice(at, end), at, indent);
      break;
    case 'plain':
      rebuildFolded(units, source, at, end, false);
      break;
    case 'single':
      rebuildFolded(units, source, at + 1, end - 1, true);
      break;
    case 'double':
      rebuildDouble(units, source, at + 1, end - 1);
      break;
  }
  return units;
}
