/** A span of a file. Lines and columns start at 1; columns count UTF-16 units, as editors and SARIF do; the end is exclusive. */
export type Range = {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/** Where something stands: a path relative to the project root, with `/`, and a span of that file. */
export type Place = Range & { readonly path: string };

/** The first character of a file, for what concerns the file as a whole. */
export const fileStart = (path: string): Place => ({ path, line: 1, column: 1, endLine: 1, endColumn: 1 });

/** `path:line:column`, as terminals and editors make clickable. */
export const formatPlace = (place: Place): string => `${place.path}:${place.line}:${place.column}`;

/** Whether a place begins inside another one. */
export function isWithin(inner: Place, outer: Place): boolean {
  if (inner.path !== outer.path || inner.line < outer.line || inner.line > outer.endLine) return false;
  if (inner.line === outer.line && inner.column < outer.column) return false;
  return inner.line < outer.endLine || inner.column < outer.endColumn;
}
