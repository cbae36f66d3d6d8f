import type { Completion, Slot } from './interaction.ts';

/** What is committed of one case: every call it makes, sorted by slot. See format.md, schemas/recording.schema.json. */
export type Recording = {
  readonly recording: 1;
  readonly prompt: string;
  readonly case: string;
  readonly interactions: readonly Interaction[];
};

export type Interaction = {
  readonly slot: Slot;
  /** `sha256:…` over the semantic request (key.ts). */
  readonly key: string;
  readonly request: RecordedRequest;
  readonly completion: Completion;
  /** ISO date of the answer. */
  readonly recordedAt: string;
};

/** The request as stored, so that a miss can say which field changed: text in full, tools and schema as digests. */
export type RecordedRequest = {
  readonly messages: readonly unknown[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly tools: string | null;
  readonly toolChoice: unknown;
  readonly output: { readonly format: string; readonly schema: string | null };
};

/** Where recordings live. Implemented over files by source/, over a map by tests and the library. */
export interface RecordingStore {
  read(prompt: string, caseId: string): Promise<Recording | null>;
  /** Replaces these slots and keeps the others, under a lock: two runs at once lose nothing. */
  write(recording: Recording): Promise<void>;
}
