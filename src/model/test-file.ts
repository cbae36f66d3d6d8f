import type { Json } from '../render/prompt.ts';
import type { Fault } from './fault.ts';
import type { Place } from './place.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** One `*.test.yaml`: the golden cases of one prompt, `defaultTest` merged into each. */
export type TestFile = {
  readonly path: string;
  readonly file: YamlFile;
  /** Id of the prompt it tests. */
  readonly prompt: string;
  readonly cases: readonly Case[];
  /** Entries that become one case per dataset row; dataset.ts expands them. */
  readonly datasets: readonly DatasetTest[];
  readonly faults: readonly Fault[];
};

export type Case = {
  /** Unique per prompt; a dataset row's is `<dataset>:<row id>`. */
  readonly id: string;
  readonly description: string | null;
  /** As written; `{ file: … }` values are read by case-vars.ts. */
  readonly vars: { readonly [name: string]: Json };
  readonly expected: Json | null;
  readonly assert: readonly AssertionSpec[];
  readonly tags: readonly string[];
  /** null: the prompt's model and its `also`. */
  readonly model: string | null;
  readonly locale: string | null;
  readonly variant: string | null;
  /** null: the config's. */
  readonly repeat: number | null;
  readonly threshold: number | null;
  /** One confirmed failure fails the gate. */
  readonly critical: boolean;
  readonly metadata: { readonly [key: string]: Json };
  readonly cluster: string | null;
  readonly skip: boolean;
  readonly only: boolean;
  /** What each tool answers, so that the case goes on after the call. */
  readonly toolResults: { readonly [tool: string]: Json } | null;
  readonly turns: readonly Turn[];
  readonly dataset: string | null;
  readonly at: Place;
};

/** A further user message and what its answer must satisfy; without `user`, the answer to the rendered prompt. */
export type Turn = { readonly user: string | null; readonly assert: readonly AssertionSpec[]; readonly at: Place };

export type AssertionSpec = {
  /** Without the `not-`. */
  readonly type: string;
  readonly negated: boolean;
  /** Absent: none was written. */
  readonly value?: Json;
  readonly threshold: number | null;
  readonly weight: number;
  readonly metric: string | null;
  /** CEL over the output, before the assertion sees it. */
  readonly transform: string | null;
  readonly critical: boolean;
  /** The assertion's own further keys (`engine`, `provider`, `args`, …). */
  readonly options: { readonly [key: string]: Json };
  readonly at: Place;
  /** Where it stands in the test file, so that a fault inside its value can be placed. */
  readonly yamlPath: YamlPath;
};

/** One entry that runs over the rows of a dataset: `{{row.x}}` is filled in per row. */
export type DatasetTest = {
  readonly dataset: string;
  /** The entry as written, defaults merged. */
  readonly entry: { readonly [key: string]: Json };
  /** Share of its rows that must pass; null: every one. */
  readonly passRate: number | null;
  readonly at: Place;
  readonly yamlPath: YamlPath;
};
