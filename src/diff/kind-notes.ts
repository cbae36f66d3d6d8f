import type { Audience, Bump, Change, Level } from './change.ts';
import { changeKinds } from './rules/registry.ts';

/** One kind of change, explained in a report. */
export type KindNote = {
  readonly id: string;
  readonly audience: Audience;
  readonly level: Level;
  readonly bump: Bump;
  readonly summary: string;
  readonly why: string;
  readonly advice: string;
};

/** The kinds of these changes. */
export function kindNotes(changes: readonly Change[]): readonly KindNote[] {
  const found = new Set(changes.map(({ id }) => id));
  return changeKinds.filter(({ id }) => found.has(id)).map(({ examples: _examples, ...note }) => note);
}
