import type { Json } from '../render/prompt.ts';
import { type Build, itemsOf, report, topOf, within } from './build.ts';
import { type Entry, mergeDefaults, parseCase, slugOf } from './case.ts';
import { type CaseTarget, checkCase } from './check-case.ts';
import { type Fault, uniqueFaults } from './fault.ts';
import type { CheckedFile } from './files.ts';
import type { Place } from './place.ts';
import { type JsonRecord, listOf, numberOf, recordOf, textOf } from './shape.ts';
import { didYouMean } from './suggest.ts';
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
  /** Of a dataset's row, where the row stands. */
  readonly row?: Place;
};

/** A further user message and what its answer must satisfy; without `user`, the answer to the rendered prompt. */
export type Turn = {
  readonly user: string | null;
  readonly assert: readonly AssertionSpec[];
  readonly at: Place;
};

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

/** The cases of a parsed test file, each checked against the prompt it tests. */
export function parseTestFile(
  build: Omit<Build, 'faults'>,
  { file, faults, meant }: CheckedFile,
  target: CaseTarget,
): TestFile {
  const own: Build = { ...build, faults: [...faults] };
  const cases: Case[] = [];
  const datasets: DatasetTest[] = [];
  const seen = new Map<string, Place>();
  for (const item of itemsOf(within(topOf(meant), 'tests'))) {
    const written = recordOf(item.value);
    if (!written) continue;
    const entry = entryOf(meant, written, item.path);
    const id = entryId(own, entry, seen);
    const parsed = parseCase(entry, id, textOf(written['dataset']));
    checkCase(own, parsed, entry, target);
    if (parsed.dataset === null) cases.push(parsed);
    else datasets.push(datasetTest(own, parsed.dataset, entry, target));
  }
  return { path: file.path, file, prompt: build.id, cases, datasets, faults: uniqueFaults(own.faults) };
}

/** The entry at a path of a test file, its defaults merged in. Places are looked up once: a dataset asks for each row. */
export function entryOf(file: YamlFile, written: JsonRecord, path: YamlPath): Entry {
  const defaults = recordOf(recordOf(file.value)?.['defaultTest']) ?? {};
  const inherited = listOf(defaults['assert']).length;
  const places = new Map<string, Place>();
  const at = (of: YamlPath, part: 'key' | 'value' = 'value'): Place => {
    const key = `${part}\n${of.join('\n')}`;
    const place = places.get(key) ?? file.placeOf(of, part);
    places.set(key, place);
    return place;
  };
  const pathOf = (key: string) => (Object.hasOwn(written, key) ? [...path, key] : ['defaultTest', key]);
  return {
    merged: mergeDefaults(defaults, written),
    yamlPath: path,
    at: at(path),
    pathOf,
    varPath(name) {
      const inEntry = Object.hasOwn(recordOf(written['vars']) ?? {}, name);
      const inDefaults = Object.hasOwn(recordOf(defaults['vars']) ?? {}, name);
      return inDefaults && !inEntry ? ['defaultTest', 'vars', name] : [...path, 'vars', name];
    },
    assertPath: (index) =>
      index < inherited ? ['defaultTest', 'assert', index] : [...path, 'assert', index - inherited],
    placeOf: at,
  };
}

/** Id of a case; for a dataset entry what its rows' ids are made of. A second one of the same name is a fault. */
function entryId(build: Build, entry: Entry, seen: Map<string, Place>): string {
  const { merged, at } = entry;
  const dataset = textOf(merged['dataset']);
  const own = textOf(merged['id']);
  const id = own ?? (dataset === null ? slugOf(textOf(merged['description']) ?? '') : '');
  if (id === '' && dataset === null) {
    const message = 'The case has no id, and no description that one could be made of.';
    report(build, 'schema/invalid', message, at, 'Add an "id".');
    return '';
  }
  const place = own === null ? at : entry.placeOf(entry.pathOf('id'));
  const key = dataset === null ? id : `${dataset}:${id}`;
  const first = seen.get(key);
  if (!first) seen.set(key, place);
  else {
    const what = dataset === null ? `a case "${id}"` : `an entry for dataset "${dataset}" with the same ids`;
    const hint = own === null ? 'Add an "id" of its own.' : 'Ids are unique per prompt: give it another one.';
    report(build, 'tests/duplicate-id', `There is already ${what}, on line ${first.line}.`, place, hint);
  }
  return id;
}

function datasetTest(build: Build, dataset: string, entry: Entry, target: CaseTarget): DatasetTest {
  const names = Object.keys(target.datasets);
  if (!names.includes(dataset)) {
    const hint = didYouMean(dataset, names) ?? 'Declare it under "datasets" in the prompt file.';
    const at = entry.placeOf(entry.pathOf('dataset'));
    report(build, 'schema/invalid', `The prompt has no dataset "${dataset}".`, at, hint);
  }
  const passRate = numberOf(entry.merged['passRate']);
  return { dataset, entry: entry.merged, passRate, at: entry.at, yamlPath: entry.yamlPath };
}
