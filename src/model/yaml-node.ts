/** Offsets in the text a node was read from; `end` is behind its last character. */
type Span = { readonly at: number; readonly end: number };

export type YamlNode = YamlScalar | YamlList | YamlMap;

export type YamlScalar = Span & {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  readonly value: string | number | boolean | null;
  /** How a plain scalar is written; '' where nothing is. Of any other its value. */
  readonly source: string;
  /** Columns that the lines of a block are indented by where its header says so (`|2`), else null. */
  readonly indent: number | null;
};

export type YamlList = Span & { readonly kind: 'list'; readonly items: readonly YamlNode[] };

export type YamlMap = Span & {
  readonly kind: 'map';
  /** In braces. */
  readonly flow: boolean;
  readonly pairs: readonly YamlPair[];
};

export type YamlPair = { readonly key: YamlNode; readonly value: YamlNode };

/** The key of a pair as text; null where it is no text. A number or date keeps the way it is written. */
export function keyText({ key }: YamlPair): string | null {
  if (key.kind !== 'scalar') return null;
  if (typeof key.value === 'string') return key.value;
  return key.source === '' ? null : key.source;
}

/** What a key has for a value where none is written; `at`: where the key ends. It stands behind the colon. */
export function noValue(text: string, at: number): YamlScalar {
  colon.lastIndex = at;
  const end = colon.test(text) ? colon.lastIndex : at;
  return { kind: 'scalar', style: 'plain', value: null, source: '', indent: null, at: end, end };
}

const colon = / *:/y;
