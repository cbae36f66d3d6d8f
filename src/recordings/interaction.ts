import type { ToolCall } from '../render/request.ts';

/** What a provider answered, in no vendor's dialect. */
export type Completion = {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: Finish;
  /** The model that says it answered; null: it did not say. */
  readonly model: string | null;
  /** null: the provider counted nothing. */
  readonly usage: Usage | null;
  readonly timing: Timing;
  /** Settings the provider does not know, and other things a reader should see. */
  readonly warnings: readonly string[];
  /** Who made it: a provider, a hand-written sample, an import, or promptops itself (`echo`). */
  readonly origin: Origin;
  /** True: read from a recording or the cache, nothing was asked and nothing paid. */
  readonly replayed: boolean;
  /** Digest of the request it answers (key.ts), for reports. */
  readonly key?: string;
  /** ISO date it was asked for, where that was in an earlier run; absent: nobody wrote it down. */
  readonly recordedAt?: string;
};

export type Origin = 'live' | 'sample' | 'import' | 'computed';

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'refusal' | 'other';

export type Finish = { readonly reason: FinishReason; readonly raw: string | null };

/** Tokens. `total` counts everything: cached tokens are in the input's, reasoning in the output's. */
export type Usage = {
  readonly input: { readonly total: number; readonly cacheRead: number; readonly cacheWrite: number };
  readonly output: { readonly total: number; readonly reasoning: number };
};

/** Milliseconds. `firstTokenMs` is null when the answer was not streamed. */
export type Timing = { readonly firstTokenMs: number | null; readonly totalMs: number };

/** Which call of a case this is. Absent keys mean there is only one. */
export type Slot = {
  readonly role: 'target' | 'judge' | 'embed';
  readonly model: string;
  /** Of a judge: the model whose answer it looks at; of a fallback: the one it stood in for. */
  readonly target?: string;
  readonly locale?: string;
  readonly variant?: string;
  /** Index of the turn in a multi-turn case. */
  readonly turn?: number;
  /** Metric, else index and type, of the assertion that asks. */
  readonly assertion?: string;
  /** How many tool answers the conversation already had. */
  readonly call?: number;
  readonly repeat: number;
};
