import type { CheckOptions } from '../render/check-value.ts';
import type { Manifest } from '../render/manifest.ts';
import type { ModelChoice, Prompt } from '../render/prompt.ts';
import type { ModelRequest } from '../render/request.ts';

/** What `promptops codegen` knows of one prompt, as types. */
export type PromptType = {
  /** Variables by name, as `render` takes them. */
  readonly vars: object;
  /** What the model answers. */
  readonly output: unknown;
  readonly locale: string;
  readonly variant: string;
};

/** The prompts of a bundle by id; what `promptops codegen` writes is one of these. */
export type PromptTypes = { readonly [id: string]: PromptType };

/** Any prompt, of a bundle without generated types. */
export type AnyPrompt = {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly output: unknown;
  readonly locale: string;
  readonly variant: string;
};

export type AnyPrompts = { readonly [id: string]: AnyPrompt };

/** A released set of prompts, ready to render. */
export type Bundle<Types extends PromptTypes = AnyPrompts> = Pick<Manifest, 'name' | 'version'> & {
  /** Ids of its prompts, sorted. */
  readonly ids: readonly (keyof Types & string)[];
  /** Throws PromptopsError `not-found` for an id it does not have. */
  prompt<Id extends keyof Types & string>(id: Id): BundledPrompt<Types[Id]>;
};

/** One prompt of a bundle. */
export type BundledPrompt<Type extends PromptType = AnyPrompt> = {
  readonly id: string;
  /** Of the prompt; the bundle has another. */
  readonly version: string;
  readonly digest: string;
  /** Which model it asks, and which may stand in. */
  readonly model: ModelChoice;
  readonly inputs: Prompt['inputs'];
  readonly output: Prompt['output'];
  readonly locales: readonly Type['locale'][];
  readonly variants: readonly Type['variant'][];
  /**
   * What is sent to a model for these variables. Throws PromptopsError `invalid-vars` for variables that do not fit,
   * `not-found` for a locale or variant it does not have, `usage` for a choice of another name, and `render` for a
   * template they cannot fill.
   */
  render(...given: RenderArguments<Type>): Rendered;
};

/** The variables may be left out where none is required. */
type RenderArguments<Type extends PromptType> =
  Record<never, never> extends Type['vars']
    ? [vars?: Type['vars'], choice?: RenderChoice<Type>]
    : [vars: Type['vars'], choice?: RenderChoice<Type>];

/** For whom it is rendered; absent and null alike: the base text, no variant, the prompt's own model. */
export type RenderChoice<Type extends PromptType = AnyPrompt> = {
  readonly locale?: Type['locale'] | null;
  readonly variant?: Type['variant'] | null;
  /** `provider/model` */
  readonly model?: string | null;
};

/** The rendered prompt in no vendor's dialect, and what a trace should name. */
export type Rendered = ModelRequest & {
  readonly prompt: { readonly name: string; readonly version: string; readonly digest: string };
};

export type BundleOptions = {
  /** Whether a text matches the `pattern` of an input's schema: `await loadMatches()` of `promptops/runtime/patterns`. */
  readonly matches?: CheckOptions['matches'];
};
