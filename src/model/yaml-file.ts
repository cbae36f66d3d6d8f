import type { Fault } from './fault.ts';
import type { Place } from './place.ts';

/** Keys and indexes from the top of a YAML or JSON file down to a value. */
export type YamlPath = readonly (string | number)[];

/** One hand-written file: its plain value, its faults, and where each value stands. */
export type YamlFile = {
  readonly path: string;
  readonly text: string;
  /** Plain JSON data (own properties only, no `__proto__`); undefined when the file does not parse. */
  readonly value: unknown;
  /** Syntax, encoding, duplicate keys, aliases, gotchas: rules `schema/*`. */
  readonly faults: readonly Fault[];
  /** Place of the value at a path or of its key; of the nearest ancestor when there is none. */
  placeOf(path: YamlPath, part?: 'key' | 'value'): Place;
  /** Place of the characters [start, end) of the string at a path: exact in block, folded, quoted and plain scalars. */
  placeInText(path: YamlPath, start: number, end: number): Place;
  /** Comments with the line they stand on (1-based), `#` not included. Read when first asked for. */
  comments(): readonly { readonly text: string; readonly line: number; readonly column: number }[];
};
