import type { Json } from '../render/prompt.ts';
import { parseAssertions } from './assertion-spec.ts';
import type { Place } from './place.ts';
import { type JsonRecord, listOf, numberOf, recordOf, textOf, textsOf } from './shape.ts';
import type { Case, Turn } from './test-file.ts';
import type { YamlPath } from './yaml-file.ts';

/** An entry of `tests` with `defaultTest` merged in, and where its parts stand in the file. */
export type Entry = {
  readonly merged: JsonRecord;
  readonly yamlPath: YamlPath;
  readonly at: Place;
  /** Where a key of the entry was written: in the entry itself, else in `defaultTest`. */
  pathOf(key: string): YamlPath;
  varPath(name: string): YamlPath;
  assertPath(index: number): YamlPath;
  placeOf(path: YamlPath, part?: 'key' | 'value'): Place;
};

/** One entry of `tests` over the defaults: variables and metadata key by key, tags and assertions one list after the other. */
export function mergeDefaults(defaults: JsonRecord, entry: JsonRecord): JsonRecord {
  const merged: Record<string, Json> = { ...defaults, ...entry };
  for (const key of ['vars', 'metadata', 'toolResults']) {
    const [base, over] = [recordOf(defaults[key]), recordOf(entry[key])];
    if (base && over) merged[key] = { ...base, ...over };
  }
  for (const key of ['tags', 'assert']) {
    const both = [...listOf(defaults[key]), ...listOf(entry[key])];
    if (both.length > 0) merged[key] = both;
  }
  return merged;
}

/** The entry as a case. Shapes the schema has already refused are read as absent. */
export function parseCase(entry: Entry, id: string, dataset: string | null): Case {
  const { merged, at } = entry;
  return {
    id,
    description: textOf(merged['description']),
    vars: recordOf(merged['vars']) ?? {},
    expected: merged['expected'] ?? null,
    assert: parseAssertions(merged['assert'], entry.assertPath, entry.placeOf),
    tags: [...new Set(textsOf(merged['tags']))],
    model: textOf(merged['model']),
    locale: textOf(merged['locale']),
    variant: textOf(merged['variant']),
    repeat: numberOf(merged['repeat']),
    threshold: numberOf(merged['threshold']),
    critical: merged['critical'] === true,
    metadata: recordOf(merged['metadata']) ?? {},
    cluster: textOf(merged['cluster']),
    skip: merged['skip'] === true || typeof merged['skip'] === 'string',
    only: merged['only'] === true,
    toolResults: recordOf(merged['toolResults']),
    turns: parseTurns(entry),
    dataset,
    at,
  };
}

function parseTurns({ merged, pathOf, placeOf }: Entry): readonly Turn[] {
  const path = pathOf('turns');
  return listOf(merged['turns']).flatMap((item, index) => {
    const turn = recordOf(item);
    if (!turn) return [];
    const assert = parseAssertions(turn['assert'], (at) => [...path, index, 'assert', at], placeOf);
    return [{ user: textOf(turn['user']), assert, at: placeOf([...path, index]) }];
  });
}

/** Id of a case that only has a description: its base letters and digits, `-` for the rest, at most 60 characters. */
export function slugOf(description: string): string {
  const plain = description.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 60)
    .replace(/-$/, '');
}
