/**
 * What a plain scalar stands for in the core schema of YAML 1.2 (section 10.3.2): null, a boolean, an integer in base
 * 8, 10 or 16, a float, else text. NaN for the infinities too: JSON knows none of them.
 */
export function coreValue(source: string): string | number | boolean | null {
  const named = names.get(source);
  if (named !== undefined) return named;
  if (!numeric.test(source)) return source;
  if (integer.test(source)) return Number.parseInt(source, 10);
  if (float.test(source)) return Number.parseFloat(source);
  if (octal.test(source)) return Number.parseInt(source.slice(2), 8);
  if (hexadecimal.test(source)) return Number.parseInt(source.slice(2), 16);
  return notFinite.test(source) ? Number.NaN : source;
}

const names: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['', '~', 'null', 'Null', 'NULL'].map((name) => [name, null] as const),
  ...['true', 'True', 'TRUE'].map((name) => [name, true] as const),
  ...['false', 'False', 'FALSE'].map((name) => [name, false] as const),
]);

/** How every number starts; most texts do not. */
const numeric = /^[-+.\d]/;
const integer = /^[-+]?\d+$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const octal = /^0o[0-7]+$/;
const hexadecimal = /^0x[\da-fA-F]+$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
