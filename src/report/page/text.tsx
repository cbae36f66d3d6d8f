import type { JSX } from 'preact';
import { showUnseen } from '../inert.ts';
import type { DiffPiece } from '../word-diff.ts';

/** Text that nobody vouches for: it becomes text nodes and nothing else, and what cannot be seen is written out. */
export const Untrusted = ({ text }: { text: string }): JSX.Element => <>{showUnseen(text)}</>;

/** One side of a difference: `Mark` around the words that only this side has. */
export const Marked = ({
  pieces,
  mark: Mark,
}: {
  pieces: readonly DiffPiece[];
  mark: 'del' | 'ins';
}): JSX.Element => (
  <>
    {pieces.map(({ text, changed }, at) =>
      changed ? <Mark key={at}>{showUnseen(text)}</Mark> : <span key={at}>{showUnseen(text)}</span>,
    )}
  </>
);
