import { expandDataset } from '../model/dataset.ts';
import { sha256 } from '../model/digest.ts';
import type { Fault } from '../model/fault.ts';
import { formatPlace } from '../model/place.ts';
import type { AssertionSpec, Case, DatasetTest } from '../model/test-file.ts';
import { checkVars } from '../render/check-vars.ts';
import type { Dependency } from './assertion.ts';
import { type Expanded, expandCase, faultOf, type Ground, named } from './expand-case.ts';
import { type Job, jobKey } from './job.ts';
import { type LargeDataset, largeDatasets } from './large-dataset.ts';
import { faultsOfModels } from './model-names.ts';
import type { CasePicker } from './selection.ts';
import { standInsOf } from './stand-in.ts';

/** The selected cases of one prompt. */
export type Suite = {
  readonly id: string;
  readonly digest: string;
  readonly passRates: readonly DatasetPassRate[];
  readonly notes: readonly string[];
  /** Every case once, compiled and checked. Cases of the test file are kept for `jobs`; rows are read again. */
  check(): AsyncIterable<CheckedCase>;
  /** Known once everything is checked. */
  largeDatasets(): readonly LargeDataset[];
  jobs(): AsyncIterable<Job>;
};

/** A dataset entry whose rows need not all pass. */
export type DatasetPassRate = {
  readonly prompt: string;
  /** `path:line:column` of the entry. */
  readonly entry: string;
  readonly dataset: string;
  readonly passRate: number;
};

export type CheckedCase = {
  readonly faults: readonly Fault[];
  /** Over all that its results depend on beside the prompt. */
  readonly digest: string;
  readonly jobs: number;
  /** 1, or 0 when it is skipped or runs nowhere. */
  readonly cases: number;
  readonly models: readonly string[];
  /** Models that may stand in, judge or embed. */
  readonly others: readonly string[];
  /** Files of the project that its assertions run. */
  readonly scripts: readonly string[];
};

export function createSuite(ground: Ground, picker: CasePicker): Suite {
  const { file, tests, config, selection } = ground;
  const isOnly = ({ entry }: DatasetTest): boolean => entry['only'] === true;
  const focused = tests.cases.some(({ only }) => only) || tests.datasets.some(isOnly);
  const cases = tests.cases.filter((one) => picker.picks(one) && (one.only || !focused));
  let kept: readonly Expanded[] | null = null;
  const counts = new Map<string, number>();
  async function* rows(onRow?: (dataset: string) => void): AsyncIterable<Case> {
    const isChecked = onRow === undefined;
    for (const test of tests.datasets.filter((entry) => isOnly(entry) || !focused)) {
      for await (const row of expandDataset(test, file, ground.snapshot, { isChecked })) {
        onRow?.(test.dataset);
        if (picker.picks(row)) yield row;
      }
    }
  }
  const count = (dataset: string): void => void counts.set(dataset, (counts.get(dataset) ?? 0) + 1);
  const expandAll = async (): Promise<readonly Expanded[]> => {
    const expanded: Expanded[] = [];
    for (const one of cases) expanded.push(await expandCase(ground, one));
    return expanded;
  };
  return {
    id: file.id,
    digest: file.digest ?? '',
    passRates: tests.datasets.flatMap((test) => passRateOf(file.id, test)),
    notes: notesOf(ground, cases, focused),
    async *check() {
      const asked = selection.models.length > 0;
      yield { ...nothing, faults: asked ? [] : await faultsOfModels(file, cases, config) };
      kept = await expandAll();
      for (const expanded of kept) yield checkedOf(ground, expanded, await expanded.vars());
      for await (const row of rows(count)) yield await checkRow(ground, await expandCase(ground, row));
    },
    largeDatasets: () => largeDatasets(file, counts),
    async *jobs() {
      kept ??= await expandAll();
      for (const expanded of kept) yield* jobsOf(ground, expanded);
      for await (const row of rows()) yield* jobsOf(ground, await expandCase(ground, row));
    },
  };
}

const nothing: CheckedCase = {
  faults: [],
  digest: '',
  jobs: 0,
  cases: 0,
  models: [],
  others: [],
  scripts: [],
};

function* jobsOf(
  { file, prompt, matches }: Ground,
  { case: one, places, repeats, vars }: Expanded,
): Generator<Job> {
  for (const place of places) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const key = jobKey({ ...place, repeat }, file.id, one.id);
      const digest = file.digest ?? '';
      yield { key, prompt, digest, case: one, ...place, repeat, vars, ...(matches ? { matches } : {}) };
    }
  }
}

/** The model layer has checked the variables of single cases; those of a row are only known now. */
async function checkRow(ground: Ground, expanded: Expanded): Promise<CheckedCase> {
  const { matches } = ground;
  const { case: one, places } = expanded;
  try {
    const vars = await expanded.vars();
    const inputs = places[0]?.inputs ?? {};
    const problems = checkVars(inputs, vars, matches ? { matches } : {}).map((problem) => ({
      rule: problem.kind === 'mistyped' ? 'tests/variable-type' : 'tests/variable-missing',
      message: named(one, problem.message),
      at: one.row ?? one.at,
    }));
    return checkedOf(ground, { ...expanded, faults: [...expanded.faults, ...problems] }, vars);
  } catch (error) {
    return { ...nothing, faults: [...expanded.faults, faultOf(error, one)] };
  }
}

function checkedOf(
  { prompt }: Ground,
  { case: one, places, repeats, faults }: Expanded,
  vars: Readonly<Record<string, unknown>>,
): CheckedCase {
  const asked = places.map(({ model, locale, variant }) => [model, locale, variant]);
  const depends = places.flatMap(dependsOf);
  const rubrics = depends.flatMap((one) => ('rubric' in one ? [one.rubric] : []));
  return {
    faults,
    digest: sha256(JSON.stringify([contentOf(one), vars, asked, repeats, ...rubrics])),
    jobs: places.length * repeats,
    cases: places.length > 0 && !one.skip ? 1 : 0,
    models: one.skip ? [] : places.map(({ model }) => model),
    others: one.skip
      ? []
      : [
          ...places.flatMap(({ model }) => standInsOf({ model, prompt })),
          ...depends.flatMap((what) => ('model' in what ? [what.model] : [])),
        ],
    scripts: depends.flatMap((what) => ('script' in what ? [what.script] : [])),
  };
}

const dependsOf = ({ assertions }: Expanded['places'][number]): readonly Dependency[] =>
  [assertions.final, ...assertions.turns].flatMap((list) => list.flatMap(({ depends }) => depends ?? []));

/** What decides a case's result. Where it stands, what it is called and how it is tagged does not. */
const contentOf = (one: Case): unknown => ({
  id: one.id,
  expected: one.expected,
  assert: one.assert.map(specOf),
  threshold: one.threshold,
  critical: one.critical,
  skip: one.skip,
  toolResults: one.toolResults,
  turns: one.turns.map(({ user, assert }) => ({ user, assert: assert.map(specOf) })),
});

function specOf({ at: _at, yamlPath: _yamlPath, ...spec }: AssertionSpec): unknown {
  return spec;
}

function passRateOf(prompt: string, { dataset, passRate, at }: DatasetTest): DatasetPassRate[] {
  return passRate === null ? [] : [{ prompt, entry: formatPlace(at), dataset, passRate }];
}

function notesOf({ tests }: Ground, cases: readonly Case[], focused: boolean): readonly string[] {
  const skipped = cases.filter(({ skip }) => skip).length;
  return [
    ...(focused ? [`Only the cases marked "only" run in ${tests.path}.`] : []),
    ...(skipped > 0 ? [`Skipped in ${tests.path}: ${skipped}.`] : []),
  ];
}
