import type { Sensitive } from '../recordings/sensitive.ts';

/** Stands for a sentence that would show part of a sensitive value. */
export const notShown = 'Not shown: it quotes part of a sensitive value.';

/** As many letters and digits in a row are no chance; at the edge of a quote that was cut, fewer are telling. */
const telling = { inside: 12, atEdge: 4 };

/**
 * Takes out every text that quotes a sensitive value in part: messages quote what they are about, cut short or escaped,
 * so that the value as a whole is not found in them. Only letters and digits are compared.
 */
export function hideTraces(sensitive: Sensitive): (text: string) => string {
  const values = Object.values(sensitive)
    .map(bare)
    .filter((value) => value.length >= telling.atEdge);
  if (values.length === 0) return (text) => text;
  return (text) => {
    const pieces = text.replace(placeholder, '…').split(/["…]/).map(bare);
    return values.some((value) => pieces.some((piece) => isTrace(piece, value))) ? notShown : text;
  };
}

const placeholder = /\[sensitive:[^\]]*\]/g;

const bare = (text: string): string =>
  text
    .replace(/\\+[nrt]/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

function isTrace(piece: string, value: string): boolean {
  const { inside, atEdge } = telling;
  if (piece.length < atEdge) return false;
  if (value.includes(piece) || piece.includes(value)) return true;
  if (piece.includes(value.slice(0, inside)) || piece.includes(value.slice(-inside))) return true;
  for (let length = Math.min(piece.length, inside - 1); length >= atEdge; length -= 1) {
    if (piece.endsWith(value.slice(0, length)) || piece.startsWith(value.slice(-length))) return true;
  }
  return sharesRun(piece, value, inside);
}

/** Whether both have the same `length` characters in a row somewhere. */
function sharesRun(a: string, b: string, length: number): boolean {
  const runs = new Set<string>();
  for (let at = 0; at + length <= a.length; at += 1) runs.add(a.slice(at, at + length));
  if (runs.size === 0) return false;
  for (let at = 0; at + length <= b.length; at += 1) if (runs.has(b.slice(at, at + length))) return true;
  return false;
}
