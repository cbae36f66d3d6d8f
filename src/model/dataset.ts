import { PromptopsError } from '../errors.ts';
import type { Json } from '../render/prompt.ts';
import { type Entry, parseCase } from './case.ts';
import { badRow, type Row, readRows } from './dataset-rows.ts';
import { canonicalJson, sha256 } from './digest.ts';
import { createIdSet } from './id-set.ts';
import type { PromptFile } from './prompt-file.ts';
import { fillRow } from './row-template.ts';
import { sampleById } from './sample.ts';
import { type JsonRecord, recordOf } from './shape.ts';
import type { Snapshot } from './snapshot.ts';
import { didYouMean } from './suggest.ts';
import { type Case, type DatasetTest, entryOf } from './test-file.ts';

/**
 * One case per row of the entry's dataset, in the order of the file. With `sample` the rows whose hash of seed and id is
 * smallest (sample.ts): the same rows for the same seed, whatever the order. Rows stream; of each, 16 to 32 bytes stay,
 * none where it `isChecked` already that no id is there twice.
 * Throws PromptopsError `invalid-project` with the row's place for one that cannot be read, has no such column, or
 * repeats an id.
 */
export async function* expandDataset(
  test: DatasetTest,
  prompt: PromptFile,
  snapshot: Snapshot,
  { isChecked = false } = {},
): AsyncIterable<Case> {
  const source = Object.hasOwn(prompt.datasets, test.dataset) ? prompt.datasets[test.dataset] : undefined;
  if (!source) {
    const hint = didYouMean(test.dataset, Object.keys(prompt.datasets));
    throw new PromptopsError('not-found', `Prompt "${prompt.id}" has no dataset "${test.dataset}".`, {
      ...(hint ? { hint } : {}),
    });
  }
  const entry = entryOfTest(test, prompt);
  const rows = identified(readRows(source.path, snapshot), test, isChecked);
  const taken = source.sample === null ? rows : sampleById(rows, source.sample, source.seed ?? 0);
  for await (const { row, id } of taken) {
    const merged = recordOf(fillRow(test.entry, row.value, row.where)) ?? {};
    yield {
      ...parseCase({ ...entry, merged }, `${test.dataset}:${id}`, test.dataset),
      row: row.at,
    };
  }
}

function entryOfTest(test: DatasetTest, prompt: PromptFile): Entry {
  const file = prompt.tests?.file;
  const written = recordOf(valueAt(file?.value, test.yamlPath)) ?? test.entry;
  if (file) return entryOf(file, written, test.yamlPath);
  throw new PromptopsError('not-found', `Prompt "${prompt.id}" has no test file.`);
}

function valueAt(value: unknown, path: DatasetTest['yamlPath']): unknown {
  return path.reduce<unknown>(
    (held, key) => (held as Readonly<Record<string | number, unknown>> | null)?.[key],
    value,
  );
}

type IdentifiedRow = { readonly row: Row; readonly id: string };

async function* identified(
  rows: AsyncIterable<Row>,
  { entry, dataset }: DatasetTest,
  isChecked: boolean,
): AsyncIterable<IdentifiedRow> {
  const seen = isChecked ? null : createIdSet();
  const template = entry['id'] ?? null;
  for await (const row of rows) {
    const id = rowId(row, template);
    if (seen?.add(id) === false) {
      const message = `Dataset "${dataset}" has two rows with the id "${id}".`;
      throw badRow(
        row.where,
        message,
        'Give each row an id of its own, or set "id" of the entry to what tells them apart.',
      );
    }
    yield { row, id };
  }
}

/** What the entry's `id` makes of the row, else the row's own `id`, else the start of its digest: never its number. */
function rowId(row: Row, template: Json): string {
  const own = Object.hasOwn(row.value, 'id') ? row.value['id'] : undefined;
  const id = written(template === null ? own : fillRow(template, row.value, row.where));
  if (id === null || id === '') {
    if (template === null) return rowDigest(row.value);
    throw badRow(row.where, 'The row gives the case an empty id.');
  }
  if (id.length > maxIdLength || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(id)) {
    throw badRow(
      row.where,
      `The row's id is longer than ${maxIdLength} characters or has control characters.`,
    );
  }
  return id;
}

const maxIdLength = 200;

function written(value: Json | undefined): string | null {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : null;
}

const rowDigest = (row: JsonRecord): string =>
  sha256(canonicalJson(row)).slice('sha256:'.length, 'sha256:'.length + 12);
