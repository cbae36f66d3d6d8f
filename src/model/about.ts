import type { Json } from '../render/prompt.ts';
import {
  type Build,
  foundOrReport,
  membersOf,
  placeOf,
  report,
  resolveOrReport,
  type Written,
  within,
} from './build.ts';
import type { Budgets, DatasetSource, PromptMetadata } from './prompt-file.ts';
import { entriesOf, numberOf, oneOf, recordOf, textOf, textsOf } from './shape.ts';

/** Who looks after the prompt and how it stands; `active` where nothing is said. */
export function parseMetadata(written: Written): PromptMetadata {
  const record = recordOf(written.value) ?? {};
  const free = entriesOf(record).filter((entry): entry is [`x-${string}`, Json] => entry[0].startsWith('x-'));
  return {
    ...Object.fromEntries(free),
    owner: textOf(record['owner']),
    useCase: textOf(record['useCase']),
    tags: textsOf(record['tags']),
    status: oneOf(record['status'], ['draft', 'active', 'deprecated'] as const) ?? 'active',
    replacedBy: textOf(record['replacedBy']),
    sunset: textOf(record['sunset']),
  };
}

export function parseBudgets(written: Written): Budgets {
  const record = recordOf(written.value) ?? {};
  return {
    inputTokens: numberOf(record['inputTokens']),
    outputTokens: numberOf(record['outputTokens']),
    costUsd: numberOf(record['costUsd']),
    maxIncreasePct: numberOf(record['maxIncreasePct']),
  };
}

/** Datasets by name, as a path or a mapping with one; the file must be there, but is not read. */
export function parseDatasets(build: Build, written: Written): Readonly<Record<string, DatasetSource>> {
  const sources = membersOf(written).flatMap(({ key, written: entry }): [string, DatasetSource][] => {
    const at = textOf(entry.value) === null ? within(entry, 'path') : entry;
    const reference = textOf(at.value);
    if (reference === null) return [];
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(key)) {
      // It becomes part of case ids, and so of the names of recordings.
      const message = `"${key}" is no name for a dataset.`;
      report(
        build,
        'schema/invalid',
        message,
        placeOf(entry, 'key'),
        'Use letters, digits, ".", "_" and "-".',
      );
    }
    const path = resolveOrReport(build, { path: entry.file.path, at: placeOf(at) }, reference);
    if (path === null) return [];
    foundOrReport(build, placeOf(at), path, build.files.exists(path));
    const sample = numberOf(within(entry, 'sample').value);
    const seed = numberOf(within(entry, 'seed').value);
    return [[key, { path, sample, seed, record: within(entry, 'record').value === true }]];
  });
  return Object.fromEntries(sources);
}
