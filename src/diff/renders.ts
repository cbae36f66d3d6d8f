import type { Both } from './facts.ts';

/** One golden case, rendered by both versions of its prompt. */
export type CaseRender = {
  readonly prompt: string;
  readonly case: string;
  /** What is sent, as text; null where it could not be rendered. Sensitive values are placeholders. */
  readonly texts: Both<string | null>;
  /** Input tokens; null where they could not be counted. */
  readonly tokens: Both<number> | null;
  /** Why one side could not be rendered; null: both were. */
  readonly problem: string | null;
};

/** What the golden cases of one prompt say of its size, per call. */
export type PromptSize = {
  /** Cases that both versions render, and how many of them render otherwise. */
  readonly cases: number;
  readonly changed: number;
  /** Mean of their input tokens. */
  readonly tokens: Both<number>;
  /** `estimate`: the tokenizer of a model is not public. */
  readonly confidence: 'bpe' | 'estimate';
  /** What the input of a thousand calls costs, without any cache. Decimal USD; null: a price is not known. */
  readonly inputUsdPerThousand: Both<string | null>;
};

export type Renders = {
  /** Cases that render otherwise, or that one side cannot render; at most `mostShown`. */
  readonly shown: readonly CaseRender[];
  /** Of the same, those left out. */
  readonly omitted: number;
  /** By prompt id at head; absent where no case was rendered. */
  readonly sizes: ReadonlyMap<string, PromptSize>;
};
