import type { CST } from 'yaml';

/** What stands between values on lines of its own: a comment with the column it stands in, or blank lines. */
export type Piece = { readonly comment: string; readonly column: number } | 'blank';

export type Trivia = {
  /** The comment on the line that is being written. */
  readonly same: string | null;
  readonly below: readonly Piece[];
};

export const noTrivia: Trivia = { same: null, below: [] };

/** A way to write YAML that nobody needs here and that is left as it is. */
export const untidy = new Error('This is left as it is.');

const understood: ReadonlySet<string> = new Set([
  'space',
  'newline',
  'comment',
  'comma',
  'map-value-ind',
  'seq-item-ind',
  'doc-start',
]);

/** Reads comments and blank lines; `started`: something stands on the line already. */
export function readTrivia(tokens: readonly CST.SourceToken[] | undefined, started: boolean): Trivia {
  let onLine = started;
  let same: string | null = null;
  const below: Piece[] = [];
  let gap = '';
  for (const token of tokens ?? []) {
    if (!understood.has(token.type)) throw untidy;
    if (token.type === 'comment') {
      const comment = token.source.trimEnd();
      if (onLine && same === null) same = gap.length > 1 ? spaced(comment) : comment;
      else below.push({ comment, column: token.indent });
      onLine = true;
    } else if (token.type === 'newline') {
      for (const _break of token.source.matchAll(/\n/g)) {
        if (!onLine) below.push('blank');
        onLine = false;
      }
    }
    gap = token.type === 'space' ? token.source : '';
  }
  return { same, below };
}

/**
 * `#like this`, one space behind a text, is what lint takes for a part of the text: what stood further away must not
 * come to look so, and what looks so must not be hidden.
 */
const spaced = (comment: string): string => comment.replace(/^#(?=\S)/, '# ');

export const commentAfter = (comment: string | null): string => (comment === null ? '' : ` ${comment}`);

/** Lines of the pieces at an indentation; several blank lines are one. */
export const writePieces = (pieces: readonly Piece[], indent: number): readonly string[] =>
  pieces.map((piece) => (piece === 'blank' ? '' : ' '.repeat(indent) + piece.comment));

export const hasComment = (pieces: readonly Piece[]): boolean => pieces.some((piece) => piece !== 'blank');
