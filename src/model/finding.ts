import type { Range } from './place.ts';

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
};
