import { positionIn } from '../json-text.ts';

const maxNamed = 5;

/** What a detector found in an answer, each with its line and column; never the whole of it. */
export function foundInWords(
  text: string,
  found: readonly { readonly what: string; readonly at: number }[],
): string {
  const named = found.slice(0, maxNamed).map(({ what, at }) => {
    const { line, column } = positionIn(text, at);
    return `${what} at line ${line}, column ${column}`;
  });
  const more = found.length > maxNamed ? ` and ${found.length - maxNamed} more` : '';
  return `Output has ${named.join(', ')}${more}.`;
}
