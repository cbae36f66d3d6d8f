/** A text short enough for a message, cut between code points, with `…` where something is left out. */
export function excerpt(text: string, length = 80): string {
  const start = text.slice(0, length + 2);
  const points = [...start];
  if (text.length <= start.length && points.length <= length) return text;
  return `${points.slice(0, length - 1).join('')}…`;
}

/** Quoted for a message: on one line, cut short. */
export const quote = (text: string, length = 80): string => JSON.stringify(excerpt(text, length));

/**
 * Where two texts part: line and column of the second (from 1), and a few characters of both from there. Null: they
 * are the same.
 */
export function firstDifference(expected: string, actual: string): string | null {
  if (expected === actual) return null;
  let at = 0;
  let line = 1;
  let lineStart = 0;
  while (at < expected.length && at < actual.length && expected[at] === actual[at]) {
    if (actual[at] === '\n') {
      line += 1;
      lineStart = at + 1;
    }
    at += 1;
  }
  const unit = actual.charCodeAt(at - 1);
  if (at > 0 && unit >= 0xd800 && unit <= 0xdbff) at -= 1;
  const show = (text: string): string =>
    at >= text.length ? 'the end' : quote(text.slice(at, at + 200), 30);
  return `at line ${line}, column ${at - lineStart + 1}: expected ${show(expected)}, got ${show(actual)}`;
}
