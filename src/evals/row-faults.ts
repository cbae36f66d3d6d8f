import { PromptopsError } from '../errors.ts';
import { expandDataset } from '../model/dataset.ts';
import { type Fault, uniqueFaults } from '../model/fault.ts';
import { loadMatches } from '../model/pattern.ts';
import { fileStart, type Place } from '../model/place.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Case, DatasetTest } from '../model/test-file.ts';
import { checkVars } from '../render/check-vars.ts';
import { type Ground, layGround, named, placesOf } from './expand-case.ts';
import { selectAll } from './selection.ts';

/** Rows of an entry that `lint` looks at; a run checks every one. */
const maxRows = 10_000;

/** Thousands of rows with the same mistake say no more than these. */
const maxFaults = 20;

/** What is wrong with the rows of datasets, for `lint`: a row that cannot be read, or does not fit the inputs. */
export async function faultsOfRows(
  { prompts, config }: Pick<Project, 'prompts' | 'config'>,
  snapshot: Snapshot,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const file of prompts) {
    const { prompt, tests } = file;
    if (!prompt || !tests || tests.datasets.length === 0 || file.faults.some(isAboutValues)) continue;
    const matches = JSON.stringify(prompt.inputs).includes('"pattern":') ? await loadMatches() : undefined;
    const ground = layGround({ file, prompt, tests, config, snapshot, selection: selectAll, matches });
    // Where the entry is wrong, its rows are not to blame.
    const blamed = tests.faults.filter(isAboutValues);
    const sound = tests.datasets.filter(({ at }) => !blamed.some((fault) => isWithin(fault.at, at)));
    for (const test of sound) faults.push(...(await faultsOfEntry(ground, test)));
  }
  return uniqueFaults(faults);
}

/** What makes it uncertain which values an input takes, or a case gives. */
const isAboutValues = ({ rule }: Fault): boolean => /^(?:schema|vars)\/|^tests\/variable/.test(rule);

const isWithin = (inner: Place, outer: Place): boolean =>
  inner.path === outer.path && inner.line >= outer.line && inner.line <= outer.endLine;

async function faultsOfEntry(ground: Ground, test: DatasetTest): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  let rows = 0;
  try {
    for await (const row of expandDataset(test, ground.file, ground.snapshot)) {
      faults.push(...faultsOfRow(ground, row));
      rows += 1;
      if (rows >= maxRows || faults.length >= maxFaults) break;
    }
  } catch (error) {
    if (!(error instanceof PromptopsError)) throw error;
    faults.push(faultOfError(error, test));
  }
  return faults.slice(0, maxFaults);
}

function faultsOfRow(ground: Ground, row: Case): readonly Fault[] {
  const [place] = placesOf(ground, row);
  // Files that rows name are read when they are run.
  if (!place || Object.values(row.vars).some(namesFile)) return [];
  const { matches } = ground;
  return checkVars(ground.effective(place).inputs, row.vars, matches ? { matches } : {}).map(
    ({ kind, message }) => ({
      rule: kind === 'mistyped' ? 'tests/variable-type' : 'tests/variable-missing',
      message: named(row, message),
      at: row.row ?? row.at,
    }),
  );
}

const namesFile = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'file');

function faultOfError({ message, hint, details }: PromptopsError, test: DatasetTest): Fault {
  return { rule: 'schema/invalid', message, at: placeOf(details[0]) ?? test.at, ...(hint ? { hint } : {}) };
}

/** Rows that cannot be read say so as `path:line`. */
function placeOf(where: string | undefined): Place | null {
  const found = /^(.*\.\w+):(\d+)$/.exec(where ?? '');
  if (!found) return null;
  const line = Number(found[2]);
  return { ...fileStart(found[1] ?? ''), line, endLine: line };
}
