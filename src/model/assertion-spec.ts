import type { Json } from '../render/prompt.ts';
import type { Place } from './place.ts';
import { listOf, numberOf, recordOf, textOf } from './shape.ts';
import type { AssertionSpec } from './test-file.ts';
import type { YamlPath } from './yaml-file.ts';

const own: ReadonlySet<string> = new Set([
  'type',
  'value',
  'threshold',
  'weight',
  'metric',
  'transform',
  'critical',
]);

/** The assertions of a list, in order; `pathOf` says where each one was written. */
export function parseAssertions(
  list: Json | undefined,
  pathOf: (index: number) => YamlPath,
  placeOf: (path: YamlPath) => Place,
): readonly AssertionSpec[] {
  return listOf(list).flatMap((item, index) => {
    const yamlPath = pathOf(index);
    const spec = parseAssertion(item, yamlPath, placeOf(yamlPath));
    return spec ? [spec] : [];
  });
}

/** One assertion as written; null where it has no type (the schema reported it). Which types there are, evals knows. */
export function parseAssertion(item: Json, yamlPath: YamlPath, at: Place): AssertionSpec | null {
  const entry = recordOf(item);
  const type = textOf(entry?.['type']);
  if (!entry || type === null) return null;
  const negated = type.startsWith('not-');
  const options = Object.entries(entry).filter(([key]) => !own.has(key) && !key.startsWith('x-'));
  return {
    type: negated ? type.slice('not-'.length) : type,
    negated,
    ...(entry['value'] === undefined ? {} : { value: entry['value'] }),
    threshold: numberOf(entry['threshold']),
    weight: numberOf(entry['weight']) ?? 1,
    metric: textOf(entry['metric']),
    transform: textOf(entry['transform']),
    critical: entry['critical'] === true,
    options: Object.fromEntries(options),
    at,
    yamlPath,
  };
}
