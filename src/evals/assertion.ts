import { PromptopsError } from '../errors.ts';
import type { AssertionSpec } from '../model/test-file.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import type { Completion } from '../recordings/interaction.ts';
import type { JsonSchema } from '../render/prompt.ts';
import type { ModelRequest, ToolCall } from '../render/request.ts';
import type { LoadJudge } from './judge.ts';
import type { ScriptAnswer } from './script-answer.ts';

/**
 * One assertion type: one file in `assertions/`, one line in `assertions/registry.ts`. The examples run as tests and
 * are its documentation.
 */
export type AssertionType = {
  readonly type: string;
  readonly group:
    | 'text'
    | 'structure'
    | 'tools'
    | 'overlap'
    | 'meaning'
    | 'run'
    | 'safety'
    | 'code'
    | 'composition';
  readonly summary: string;
  /** Decisions a reader of the docs needs: what counts as what, and the defaults. */
  readonly notes?: string;
  /** JSON Schema of `value`; null: it takes none. `valueOptional`: `expected`, the prompt's schema or nothing stands in. */
  readonly value: JsonSchema | null;
  readonly valueOptional: boolean;
  /** What `threshold` means; null: it takes none. */
  readonly threshold: string | null;
  /** Schemas of its further keys. */
  readonly options: Readonly<Record<string, JsonSchema>>;
  readonly examples: readonly AssertionExample[];
  /**
   * Checks what the test file says (a bad regex, a type error in an expression, a missing schema) and returns the
   * scorer; throws `assertionFault` for what is wrong. Runs before any call is made. Heavy libraries are imported here.
   */
  prepare(spec: AssertionSpec, context: AssertionContext, nested: PrepareNested): Promise<Scorer> | Scorer;
};

/** Prepares an assertion that stands inside another one, at `path` below it. */
export type PrepareNested = (spec: AssertionSpec, path: YamlPath) => Promise<Scorer>;

export type AssertionExample = {
  /** The assertion as in a test file. */
  readonly assert: Readonly<Record<string, unknown>>;
  /** The output it looks at: text, or parts of a completion. */
  readonly output: string | Partial<Completion>;
  readonly pass: boolean;
  readonly score?: number;
  /** What else it needs to know; the prompt's own schema, tools and format. */
  readonly context?: Partial<AssertionContext>;
  readonly costUsd?: string;
  /** What the script returns. */
  readonly script?: unknown;
  /** What the judge answers, call by call. */
  /** The embeddings of the answer and of each reference. */
  readonly embeddings?: readonly (readonly number[])[];
  readonly verdicts?: readonly { readonly choice: string; readonly reason: string }[];
};

/** What is known before a call is made. */
export type AssertionContext = {
  /** The prompt's output format and schema. */
  readonly output: { readonly format: 'text' | 'json'; readonly schema: JsonSchema | null };
  readonly tools: readonly { readonly name: string; readonly parameters: JsonSchema }[];
  /** null or absent: the case has none. */
  readonly expected: unknown;
  /** Globs of the files that may run (`code.allow`). */
  readonly allow: readonly string[];
  /** Model that judges where an assertion names none. */
  readonly judge: string | null;
  /** A judge that was not calibrated decides all the same. */
  readonly gatesUncalibrated: boolean;
  /** Told of each thing its scores depend on beside what is written. */
  readonly dependsOn?: (what: Dependency) => void;
  /** Absent: assertions are only checked, nothing will run. */
  readonly loadJudge?: LoadJudge;
};

/** A model that will be asked, a file of the project that will run, or the digest of a judge. */
export type Dependency =
  | { readonly model: string }
  | { readonly script: string }
  | { readonly rubric: string };

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
  readonly expected?: unknown;
  /** Decimal USD of all calls of the case; null: no price is known. */
  readonly costUsd: string | null;
};

/**
 * `pass` decides; score is 0 to 1. A message says what was seen, so that it explains a fail as well as, behind a
 * `not-`, a pass. `expected` and `actual` are set together, where a diff of the two tells a reader something.
 */
export type Score = {
  readonly pass: boolean;
  readonly score: number;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  /** The answer could not be looked at (it does not parse, a field is missing): the `not-` twin fails as well. */
  readonly unusable?: true;
  /** Shown, not counted: a recorded latency measures nothing. */
  readonly uncounted?: true;
  /** Who judged, by which rubric. */
  readonly judge?: { readonly name: string; readonly model: string; readonly rubric: string };
};

/** Whom an assertion may ask while it scores. */
export type Ask = {
  /** What a script of the project, named from its root, says to this input. */
  script(path: string, input: unknown): Promise<ScriptAnswer>;
  /** What a model answers; `call` says which question of the assertion it is, from 0. */
  judge(request: ModelRequest, call: number): Promise<Completion>;
  /** The embedding of a text, as `readVector` takes it. */
  embed(request: ModelRequest, call: number): Promise<Completion>;
  /** For an assertion inside, whose questions are recorded under a name of their own. */
  within(name: string): Ask;
};

export type Scorer = (subject: Subject, ask: Ask) => Score | Promise<Score>;

/** What is wrong with an assertion as written; `placeFault` turns it into a Fault of the test file. */
export type AssertionFault = {
  readonly message: string;
  readonly hint?: string;
  /** `tests/assertion-invalid` when absent. */
  readonly rule?: string;
  /** Where inside the assertion; `['value']` when absent. */
  readonly path?: YamlPath;
  /** Offsets in the string at that path. */
  readonly at?: readonly [start: number, end: number];
};

export function assertionFault(fault: AssertionFault): PromptopsError {
  return new PromptopsError('invalid-project', fault.message, {
    cause: fault,
    ...(fault.hint ? { hint: fault.hint } : {}),
  });
}

/** The fault behind an error; null when it is none of an assertion's. */
export function assertionFaultOf(error: unknown): AssertionFault | null {
  const cause = error instanceof PromptopsError && error.code === 'invalid-project' ? error.cause : null;
  return typeof cause === 'object' && cause !== null && 'message' in cause ? (cause as AssertionFault) : null;
}

/** Why an answer gets no verdict; the case is an error, never a pass and never a fail. */
export type AssertionErrorCode =
  | 'content-filter' // the provider's filter stopped it, and no assertion looks at that
  | 'refusal' // the provider says the model refused, and no assertion looks at that
  | 'empty-answer' // nothing was said, and no assertion asks for anything
  | 'assertion-timeout' // a regular expression of the `js` engine ran into its deadline
  | 'assertion-limit' // an expression or comparison would do more work than is allowed
  | 'unknown-price' // `cost`, and no price is known for the model
  | 'script-failed' // a script threw, or returned what is no verdict
  | 'script-timeout'
  | 'judge-unreadable' // a judge gave no reason and choice
  | 'embedding-unreadable' // a model gave no vector, or one of another length
  | 'not-measured'; // the provider did not say: no usage, no model, no first token

/** What a scorer throws when it cannot say. The code stands as `code` of the case's error. */
export function assertionError(code: AssertionErrorCode, message: string, hint?: string): PromptopsError {
  return new PromptopsError('assertion', message, { cause: { code }, ...(hint ? { hint } : {}) });
}

export function assertionErrorCode(error: unknown): AssertionErrorCode | null {
  if (!(error instanceof PromptopsError) || error.code !== 'assertion') return null;
  return (error.cause as { code: AssertionErrorCode } | undefined)?.code ?? null;
}
