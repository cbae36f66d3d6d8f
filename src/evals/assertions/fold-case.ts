/**
 * Upper and lower case made one, by code point and in no locale, so that it is the same on a Turkish machine: `ß` and
 * `ẞ` become `ss`, every sigma `σ`; the dotless `ı` stays itself. Composed and decomposed accents become one as well.
 */
export function foldCase(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  let folded = '';
  for (const char of text) folded += char === 'ı' ? char : char.toUpperCase().toLowerCase();
  return folded.normalize('NFC');
}
