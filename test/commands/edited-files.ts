import fc from 'fast-check';

/** `{path: text}`. */
export type Files = Readonly<Record<string, string>>;

/** What each file may hold; it may also be missing. */
export type Variants = Readonly<Record<string, readonly string[]>>;

/** A path and what it holds from now on; null: nothing. */
type Edit = readonly [path: string, content: string | null];

/** Every file with its first variant. */
export const firstOf = (variants: Variants): Files =>
  Object.fromEntries(Object.entries(variants).map(([path, [first = '']]) => [path, first]));

/** Up to four files that are given other contents, or removed. */
export const randomEdits = (variants: Variants): fc.Arbitrary<readonly Edit[]> => {
  const edit = fc
    .constantFrom(...Object.keys(variants))
    .chain((path) => fc.tuple(fc.constant(path), fc.option(fc.constantFrom(...(variants[path] ?? [])))));
  return fc.array(edit, { maxLength: 4 });
};

export function withEdits(files: Files, edits: readonly Edit[]): Files {
  const edited = new Map(Object.entries(files));
  for (const [path, content] of edits) {
    if (content === null) edited.delete(path);
    else edited.set(path, content);
  }
  return Object.fromEntries(edited);
}
