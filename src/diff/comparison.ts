import type { ChangeKind, Difference, Files, Sides } from './change.ts';

/** Finds the changes of some kinds in what is sent and how the answer is read: all that the digest covers. */
export type BehaviorComparison = {
  readonly kinds: readonly ChangeKind[];
  compare(sides: Sides): Iterable<Difference> | AsyncIterable<Difference>;
};

/** Finds those in what is said about a prompt: its tests, owner, budgets, names. */
export type FileComparison = {
  readonly kinds: readonly ChangeKind[];
  compare(files: Files): Iterable<Difference>;
};
