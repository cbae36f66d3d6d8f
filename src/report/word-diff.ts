import { diffWordsWithSpace } from 'diff';

export type DiffPiece = { readonly text: string; readonly changed: boolean };

export type WordDiff = { readonly before: readonly DiffPiece[]; readonly after: readonly DiffPiece[] };

/** Past this many edits two texts have nothing in common worth drawing. */
export const maxEditLength = 1_000;

/** Two texts with the words marked that only one of them has; null: they share nothing worth drawing. */
export function diffWords(before: string, after: string): WordDiff | null {
  const words = diffWordsWithSpace(before, after, { maxEditLength });
  if (!words?.some(({ added, removed, value }) => !added && !removed && value.trim() !== '')) return null;
  const side = (leaveOut: 'added' | 'removed'): readonly DiffPiece[] =>
    words
      .filter((word) => !word[leaveOut])
      .map(({ value, added, removed }) => ({ text: value, changed: added || removed }));
  return { before: side('added'), after: side('removed') };
}
