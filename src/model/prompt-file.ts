import type { Json, Prompt, Role } from '../render/prompt.ts';
import type { Template } from '../render/template.ts';
import type { Fault } from './fault.ts';
import type { Place } from './place.ts';
import type { TestFile } from './test-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** One `*.prompt.yaml`: what it does (`prompt`), what is said about it, and where each template stands. */
export type PromptFile = {
  /** Path under the prompts root, without `.prompt.yaml`. */
  readonly id: string;
  readonly path: string;
  readonly file: YamlFile;
  /** null when faults leave nothing to render. */
  readonly prompt: Prompt | null;
  /** `sha256:…` of the behaviour (digest.ts); null with `prompt`. */
  readonly digest: string | null;
  readonly description: string | null;
  readonly metadata: PromptMetadata;
  /** Further models that test and cost cover. */
  readonly also: readonly string[];
  readonly aliases: readonly string[];
  readonly budgets: Budgets;
  readonly datasets: Readonly<Record<string, DatasetSource>>;
  /** Digest of the source text each locale was translated from. */
  readonly basedOn: Readonly<Record<string, string>>;
  /** Every template of the prompt, its overlays and the partials they reach. */
  readonly templates: readonly TemplateSite[];
  /** null: there is no test file. */
  readonly tests: TestFile | null;
  /** Faults of this file and of the partials, tools and schemas it names; the test file keeps its own. */
  readonly faults: readonly Fault[];
};

export type PromptMetadata = {
  readonly owner: string | null;
  readonly useCase: string | null;
  readonly tags: readonly string[];
  readonly status: 'draft' | 'active' | 'deprecated';
  readonly replacedBy: string | null;
  /** ISO date. */
  readonly sunset: string | null;
  readonly [key: `x-${string}`]: Json;
};

export type Budgets = {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly maxIncreasePct: number | null;
};

export type DatasetSource = {
  /** Relative to the project root. */
  readonly path: string;
  readonly sample: number | null;
  readonly seed: number | null;
  readonly record: boolean;
};

export type TemplateSite = {
  /** The message it belongs to; null in a partial. */
  readonly message: { readonly id: string | null; readonly role: Role; readonly guard: boolean } | null;
  readonly overlay: { readonly kind: 'variants' | 'locales' | 'models'; readonly key: string } | null;
  readonly partial: string | null;
  readonly kind: 'text' | 'image' | 'audio' | 'file';
  readonly source: string;
  /** null: it does not parse, and a fault says why. */
  readonly template: Template | null;
  /** Where the characters [start, end) of `source` stand. */
  place(start: number, end: number): Place;
};
