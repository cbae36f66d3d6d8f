import type { Config } from '../model/config.ts';
import type { ExampleProject } from '../model/example-project.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding, Fix } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { YamlFile } from '../model/yaml-file.ts';
import type { JsonSchema } from '../render/prompt.ts';
import type { Facts } from './facts.ts';

/** Each preset holds the rules of the ones before it. */
export type Preset = 'minimal' | 'recommended' | 'strict';

/** One rule: what it says, why, how to fix it, and examples that run as tests and feed `promptops explain`. */
export type Rule = {
  /** `group/name`. */
  readonly id: string;
  readonly severity: Finding['level'];
  /** The smallest preset that has it on. */
  readonly preset: Preset;
  /** True: such a file is refused by the loader too, so the rule can be neither switched off nor suppressed. */
  readonly locked?: true;
  /** What must hold, in one sentence. */
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  /** True: some of what it finds `lint --fix` mends by itself; every such repair leaves the prompt's digest alone. */
  readonly fixable?: true;
  /** True: it is silent outside CI, and so a suppression of it is not called unused there. */
  readonly ciOnly?: true;
  /** Schema of the options in `[severity, options]`; absent: it takes none. */
  readonly options?: JsonSchema;
  readonly examples: { readonly good: readonly Example[]; readonly bad: readonly Example[] };
  check(subject: Subject, options: unknown): Iterable<Problem>;
};

/** A small project, with what other rooms know of it. */
export type Example =
  | string
  | (Exclude<ExampleProject, string> & {
      readonly facts?: Partial<Facts>;
      /** Faults that other rooms find (assertions). */
      readonly faults?: readonly Fault[];
    });

/** What a rule looks at: one prompt with its tests, or (prompt null) the project as a whole. */
export type Subject = {
  readonly prompt: PromptFile | null;
  /** Faults of the prompt, its test file and its assertions; of config and layout when `prompt` is null. */
  readonly faults: readonly Fault[];
  readonly config: Config;
  /** null: there is no `promptops.yaml`. */
  readonly configFile: YamlFile | null;
  readonly facts: Facts;
  /** null beside a prompt: what is found in one is kept as long as its own files stay as they are. */
  readonly listing: Listing | null;
};

/** All prompts of the project. */
export type Listing = {
  readonly ids: readonly string[];
  /** Whether one of them fits the glob. */
  readonly has: (glob: string) => boolean;
};

export type Problem = {
  readonly at: Place;
  readonly message: string;
  readonly hint?: string;
  /** Over the rule's severity, unless the config says otherwise. */
  readonly level?: Finding['level'];
  /** What tells it apart in its fingerprint; the message when absent. Without numbers that other edits move. */
  readonly detail?: string;
  /** Only what is safe: the prompt keeps its digest, and nothing is lost. What is not goes into the hint. */
  readonly fix?: Fix;
};

/** The check of a rule whose problems the loader already found: they stop every command, lint only shows them. */
export const fromFaults =
  (id: string): Rule['check'] =>
  ({ faults }) =>
    faults.filter((fault) => fault.rule === id);
