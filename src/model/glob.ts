import picomatch from 'picomatch';

/**
 * Whether a text matches a pattern: `*` and `?` stay within one segment, `**` crosses `/`, `{a,b}` and `[a-z]` work.
 * Extended patterns such as `+(a|b)` are plain text: they can be made to take exponential time.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  const matches = picomatch(pattern, { dot: true, noextglob: true, nonegate: true, strictSlashes: true });
  // picomatch answers a second argument, such as the index of a list, with an object: always true.
  return (text) => matches(text);
}

export const isGlob = (text: string): boolean => /[*?[{]/.test(text);
