import type { Place } from '../model/place.ts';

/**
 * What rules may know beyond the files. Commands gather it, since rules do no I/O and read no clock or environment.
 * A fact that is missing leaves the rules that need it silent.
 */
export type Facts = {
  /** ISO date; null: unknown. */
  readonly today: string | null;
  /** True: this runs in CI. */
  readonly ci: boolean;
  /** By model id; an id that is absent was not looked up. */
  readonly models: Readonly<Record<string, ModelFacts>>;
  /** By prompt id; a prompt that is absent stays below its limits or was not measured. */
  readonly sizes: Readonly<Record<string, PromptSize>>;
  readonly recordings: readonly RecordingFact[];
  /** Keys and passwords, by the path of the file they stand in. */
  readonly secrets: Readonly<Record<string, readonly SecretFact[]>>;
  /** Lines of datasets and other files that prompts and cases name which need a closer look, by path. */
  readonly lines: Readonly<Record<string, readonly DataLine[]>>;
  /** What prompts.api.md says that is not so any more. */
  readonly signatures: readonly { readonly prompt: string; readonly what: 'missing' | 'older' | 'gone' }[];
};

export type ModelFacts = {
  /** False: neither the price snapshot nor the config knows it. */
  readonly known: boolean;
  /** `Did you mean "…"?` when it is unknown. */
  readonly hint: string | null;
  readonly priced: boolean;
  /** Tokens; null: unknown. */
  readonly contextWindow: number | null;
  /** Its provider advises against it, or will retire it. */
  readonly deprecated: boolean;
  /** ISO date of its retirement; null: none announced. */
  readonly retiredOn: string | null;
};

/** Token counts of one prompt on its own model. */
export type PromptSize = {
  /** Tokens of all text that does not depend on variables. */
  readonly staticTokens: number | null;
  /** 95th percentile of the rendered cases. */
  readonly renderedTokens: number | null;
  /** The longest answer among the few-shot examples. */
  readonly longestOutput: { readonly example: number; readonly tokens: number } | null;
  /** False: the counts are estimates. */
  readonly exact: boolean;
};

/** What kind of secret stands where; never the secret. */
export type SecretFact = { readonly what: string; readonly at: Place };

/** A line (or piece of a very long one) that may hold personal data or hidden characters. */
export type DataLine = {
  readonly line: number;
  /** Where `text` starts in its line. */
  readonly column: number;
  readonly text: string;
  /** With its `\\u…` escapes read; null: it has none. */
  readonly decoded: string | null;
};

export type RecordingFact = {
  readonly kind: 'stale' | 'orphan' | 'secret';
  readonly prompt: string | null;
  readonly case: string | null;
  readonly path: string;
  /** Of a stale one what changed since, of a secret what it is. */
  readonly detail: string;
  /** Where in the file; absent: it concerns the whole. */
  readonly at?: Place;
};

export const noFacts: Facts = {
  today: null,
  ci: false,
  models: {},
  sizes: {},
  recordings: [],
  secrets: {},
  lines: {},
  signatures: [],
};
