import { parseAssertion } from '../model/assertion-spec.ts';
import type { Place } from '../model/place.ts';
import { type JsonRecord, listOf, numberOf, recordOf, textOf } from '../model/shape.ts';
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
  /** What assertions without a value of their own compare with. */
  readonly expected: Json;
  /** Everything else. */
  readonly rest: JsonRecord;
};

/** The cases and dataset entries of a test file, by id. */
export function testEntries(tests: TestFile | null): ReadonlyMap<string, TestEntry> {
  const entries = [...(tests?.cases.map(ofCase) ?? []), ...(tests?.datasets.map(ofDataset) ?? [])];
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function ofCase(testCase: Case): TestEntry {
  const { id, at, assert, turns, threshold, repeat, critical, skip, only, expected, ...more } = testCase;
  const { row: _row, ...rest } = more;
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
    expected,
    rest: { ...rest, turns: turns.map(({ user }) => user) },
  };
}

function ofDataset({ dataset, entry, passRate, at }: DatasetTest): TestEntry {
  const { assert, turns, threshold, repeat, critical, skip, only, expected = null, ...more } = entry;
  const { passRate: _rate, ...rest } = more;
  const further = listOf(turns).map((turn: Json): JsonRecord => recordOf(turn) ?? {});
  return {
    id: `${dataset}:${textOf(entry['id']) ?? '<row>'}`,
    at,
    assert: assertionsOf(assert, at),
    turns: further.map((turn) => assertionsOf(turn['assert'], at)),
    threshold: numberOf(threshold),
    passRate,
    repeat: numberOf(repeat),
    critical: critical === true,
    skip: skip === true || typeof skip === 'string',
    only: only === true,
    expected,
    rest: { ...rest, turns: further.map(({ user = null }) => user) },
  };
}

const assertionsOf = (written: Json | undefined, at: Place): readonly AssertionSpec[] =>
  listOf(written).flatMap((item: Json) => parseAssertion(item, [], at) ?? []);
