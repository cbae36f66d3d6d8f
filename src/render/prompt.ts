import type { Template } from './template.ts';

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON Schema (draft-07 or 2020-12), as plain JSON. */
export type JsonSchema = boolean | { readonly [keyword: string]: Json };

/**
 * The behaviour of one prompt: all that decides what is sent to a model, resolved, as plain JSON. It is what the
 * digest covers, what a bundle carries and what the runtime renders. Description, owner, tests and budgets are not in it.
 */
export type Prompt = {
  /** Path under the prompts root: `support/reply`. */
  readonly id: string;
  readonly model: ModelChoice;
  readonly params: Params;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly output: Output;
  readonly tools: readonly Tool[];
  /** null: the prompt does not say, the provider's default holds. */
  readonly toolChoice: ToolChoice | null;
  readonly examples: readonly Example[];
  readonly messages: readonly Message[];
  /** Every partial a message or overlay reaches, by name. */
  readonly partials: Readonly<Record<string, Template>>;
  readonly variants: Readonly<Record<string, Overlay>>;
  readonly locales: Readonly<Record<string, Overlay>>;
  readonly models: Readonly<Record<string, Overlay>>;
};

/** `provider/model`; the fallbacks stand in, in order, when it cannot answer. */
export type ModelChoice = { readonly id: string; readonly fallback: readonly string[] };

export type Params = {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly maxOutputTokens?: number;
  readonly stopSequences?: readonly string[];
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly reasoningEffort?: string;
  /** Passed to the provider as it stands. */
  readonly provider?: { readonly [key: string]: Json };
};

export type Input = {
  readonly kind: 'json' | 'messages' | 'image' | 'audio' | 'file';
  /** JSON Schema of the value, without the keys below; `true` for the media kinds and `messages`. */
  readonly schema: JsonSchema;
  readonly optional: boolean;
  /** Absent: none. */
  readonly default?: Json;
  readonly trust: 'trusted' | 'untrusted';
  /** Its value never reaches a recording, journal or report. */
  readonly sensitive: boolean;
  readonly maxTokens: number | null;
};

export type Output = {
  readonly format: 'text' | 'json';
  readonly name: string | null;
  readonly strict: boolean;
  readonly schema: JsonSchema | null;
};

export type Tool = {
  readonly name: string;
  readonly description: string | null;
  readonly parameters: JsonSchema;
};

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly tool: string };

/** Few-shot: the input the user messages are rendered with, and the answer the assistant gave. */
export type Example = {
  readonly id: string | null;
  readonly input: { readonly [name: string]: Json };
  readonly output: Json;
};

export type Role = 'system' | 'user' | 'assistant' | 'tool';

export type Message =
  | {
      readonly type: 'message';
      readonly id: string | null;
      readonly role: Role;
      /** The provider may cache the prompt up to and with this message. */
      readonly cache: boolean;
      readonly content: readonly Part[];
    }
  | { readonly type: 'examples' }
  | { readonly type: 'history'; readonly input: string; readonly last: number | null };

export type Part =
  | { readonly type: 'text'; readonly text: Template }
  | { readonly type: 'image' | 'audio' | 'file'; readonly source: Template };

/** What a variant, locale or model changes. Applied in that order over the base; absent keys change nothing. */
export type Overlay = {
  readonly messages?: Readonly<Record<string, readonly Part[]>>;
  readonly params?: Params;
  /** New defaults of inputs. */
  readonly inputs?: Readonly<Record<string, { readonly default: Json }>>;
  readonly output?: Partial<Output>;
};
