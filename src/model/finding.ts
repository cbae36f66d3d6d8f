import { canonicalJson, sha256 } from './digest.ts';
import type { Place, Range } from './place.ts';

/** The one thing lint, diff, cost and ci report. `fingerprint` survives edits elsewhere in the file. */
export type Finding = {
  readonly id: string;
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** null: it concerns no single prompt. */
  readonly prompt: string | null;
  readonly path: string;
  readonly range: Range;
  /** 12 hex digits over rule, prompt, path and the finding's own detail. */
  readonly fingerprint: string;
  /** What to type instead, in words. */
  readonly hint: string | null;
  /** Where the rule is explained: `promptops explain <id>`. */
  readonly help: string;
  /** Absent: nobody but the author can mend it. */
  readonly fix?: Fix;
};

/** A safe repair: a prompt that can be run keeps its digest. */
export type Fix = {
  /** What is done, as a sentence. */
  readonly what: string;
  readonly edits: readonly Edit[];
};

/** Puts `text` in place of a range; an empty range is an insertion. */
export type Edit = { readonly path: string; readonly range: Range; readonly text: string };

/** The edit that puts `text` where something stands. */
export const editAt = ({ path, ...range }: Place, text: string): Edit => ({ path, range, text });

/**
 * Names a finding by what it says rather than where: `detail` is the rule's own normalised part (a variable, a key,
 * a message id), so that an approval survives edits above it.
 */
export function fingerprint(of: {
  readonly rule: string;
  readonly prompt: string | null;
  readonly path: string;
  readonly detail: string;
}): string {
  return sha256(canonicalJson([of.rule, of.prompt, of.path, of.detail])).slice(
    'sha256:'.length,
    'sha256:'.length + 12,
  );
}
