import { parseAssertion } from '../model/assertion-spec.ts';
import type { Place } from '../model/place.ts';
import { type JsonRecord, listOf, numberOf, textOf } from '../model/shape.ts';
import type { AssertionSpec, Case, DatasetTest, TestFile } from '../model/test-file.ts';
import type { Json } from '../render/prompt.ts';

/** A golden case, or an entry over a dataset, as a comparison of tests sees it. */
export type TestEntry = {
  /** Of an entry over a dataset its name, with what the ids of its rows are made of. */
  readonly id: string;
  readonly at: Place;
  readonly assert: readonly AssertionSpec[];
  readonly turns: readonly (readonly AssertionSpec[])[];
  readonly threshold: number | null;
  readonly passRate: number | null;
  readonly repeat: number | null;
  readonly critical: boolean;
  readonly skip: boolean;
  readonly only: boolean;
  /** Everything else. */
  readonly rest: JsonRecord;
};

/** The cases and dataset entries of a test file, by id. */
export function testEntries(tests: TestFile | null): ReadonlyMap<string, TestEntry> {
  const entries = [...(tests?.cases.map(ofCase) ?? []), ...(tests?.datasets.map(ofDataset) ?? [])];
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function ofCase(testCase: Case): TestEntry {
  const { id, at, assert, turns, threshold, repeat, critical, skip, only, row: _row, ...rest } = testCase;
  return {
    id,
    at,
    assert,
    turns: turns.map((turn) => turn.assert),
    threshold,
    passRate: null,
    repeat,
    critical,
    skip,
    only,
    rest: { ...rest, turns: turns.map(({ user }) => user) },
  };
}

function ofDataset({ dataset, entry, passRate, at }: DatasetTest): TestEntry {
  const { assert, turns: _turns, threshold, repeat, critical, skip, only, passRate: _rate, ...rest } = entry;
  return {
    id: `${dataset}:${textOf(entry['id']) ?? '<row>'}`,
    at,
    assert: listOf(assert).flatMap((item: Json) => parseAssertion(item, [], at) ?? []),
    turns: [],
    threshold: numberOf(threshold),
    passRate,
    repeat: numberOf(repeat),
    critical: critical === true,
    skip: skip === true || typeof skip === 'string',
    only: only === true,
    rest,
  };
}
