import type { AssertionSpec } from '../model/test-file.ts';
import type { Completion } from '../recordings/interaction.ts';
import type { JsonSchema } from '../render/prompt.ts';
import type { ModelRequest, ToolCall } from '../render/request.ts';

/**
 * One assertion type: one file in `assertions/`, one line in `assertions/registry.ts`. The examples run as tests and
 * are its documentation.
 */
export type AssertionType = {
  readonly type: string;
  readonly group: 'text' | 'structure' | 'tools' | 'run';
  readonly summary: string;
  /** JSON Schema of `value`; null: it takes none. `optional`: `expected` or the prompt's schema stands in. */
  readonly value: JsonSchema | null;
  readonly valueOptional: boolean;
  /** What `threshold` means; null: it takes none. */
  readonly threshold: string | null;
  /** Schemas of its further keys. */
  readonly options: Readonly<Record<string, JsonSchema>>;
  readonly examples: readonly AssertionExample[];
  /**
   * Checks what the test file says (a bad regex, a type error in an expression, a missing schema) and returns the
   * scorer; throws AssertionFault for what is wrong. Runs before any call is made. Heavy libraries are imported here.
   */
  prepare(spec: AssertionSpec, context: AssertionContext): Promise<Scorer> | Scorer;
};

export type AssertionExample = {
  /** The assertion as in a test file. */
  readonly assert: Readonly<Record<string, unknown>>;
  /** The output it looks at: text, or parts of a completion. */
  readonly output: string | Partial<Completion>;
  readonly pass: boolean;
  readonly score?: number;
};

/** What is known before a call is made. */
export type AssertionContext = {
  /** The prompt's output format and schema. */
  readonly output: { readonly format: 'text' | 'json'; readonly schema: JsonSchema | null };
  readonly tools: readonly { readonly name: string; readonly parameters: JsonSchema }[];
  readonly expected: unknown;
};

/** What an assertion looks at: one answer and how it came about. */
export type Subject = {
  /** The parsed answer where the prompt's format is JSON and it parses, else the text; after `transform`. */
  readonly output: unknown;
  readonly text: string;
  /** Every tool call of the case so far, in order. */
  readonly toolCalls: readonly ToolCall[];
  readonly completion: Completion;
  readonly request: ModelRequest;
  readonly vars: Readonly<Record<string, unknown>>;
  /** Decimal USD of all calls of the case; null: no price is known. */
  readonly costUsd: string | null;
};

/** `pass` decides; score is 0 to 1. `actual` and `expected` feed the diff of a failed case. */
export type Score = {
  readonly pass: boolean;
  readonly score: number;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
};

export type Scorer = (subject: Subject) => Score | Promise<Score>;

/** What is wrong with an assertion as written; the loader turns it into a Fault at `path` inside the assertion. */
export type AssertionFault = {
  readonly message: string;
  readonly hint?: string;
  /** Key inside the assertion; `value` when absent. */
  readonly key?: string;
  /** Offsets in the string at that key. */
  readonly at?: readonly [start: number, end: number];
};
