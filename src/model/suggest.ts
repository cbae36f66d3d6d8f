import { distance } from 'fastest-levenshtein';

/**
 * The candidate a word was meant to be, as a sentence: `Did you mean "assert"?`. null when none is near enough.
 * Case does not count, a transposition counts once, and the start of exactly one candidate is near.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const nearest = findNearest(word, candidates);
  return nearest === null ? null : `Did you mean "${nearest}"?`;
}

/** The nearest candidate itself; of equally near ones the first by code point. */
export function findNearest(word: string, candidates: Iterable<string>): string | null {
  const typed = word.toLowerCase();
  if (typed === '') return null;
  let nearest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const far = farness(typed, candidate.toLowerCase());
    if (far < least || (far === least && nearest !== null && candidate < nearest)) {
      least = far;
      nearest = candidate;
    }
  }
  return least === Number.POSITIVE_INFINITY ? null : nearest;
}

/** How far a candidate is; infinite when nobody would have meant it. */
function farness(typed: string, candidate: string): number {
  if (typed === candidate) return 0;
  const allowed = Math.min(3, Math.max(1, Math.floor(Math.max(typed.length, candidate.length) / 3)));
  const edits =
    Math.abs(typed.length - candidate.length) > allowed ? allowed + 1 : editsBetween(typed, candidate);
  if (edits <= allowed && edits < typed.length) return edits;
  const prefix = typed.length >= 3 && candidate.startsWith(typed);
  const segment = typed.length >= 3 && candidate.endsWith(`/${typed}`);
  // After every real edit, shorter completions first.
  return prefix || segment ? 4 + (candidate.length - typed.length) / 1000 : Number.POSITIVE_INFINITY;
}

/** Levenshtein, with a swap of neighbours as one edit. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  return edits >= 2 && isSwap(a, b) ? 1 : edits;
}

function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (a[i] === b[i]) i += 1;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}
