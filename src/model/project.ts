import type { Config } from './config.ts';
import type { Fault } from './fault.ts';
import type { PromptFile } from './prompt-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** A project at one snapshot, as far as it was asked for. */
export type Project = {
  readonly config: Config;
  /** null: there is no `promptops.yaml`, the defaults hold. */
  readonly configFile: YamlFile | null;
  /** Ids of all prompts, selected or not, sorted. */
  readonly ids: readonly string[];
  /** The selected prompts, parsed, sorted by id. */
  readonly prompts: readonly PromptFile[];
  /** Faults of the config and of the layout (`id/collision`). */
  readonly faults: readonly Fault[];
};
