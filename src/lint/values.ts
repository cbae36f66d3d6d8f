import { entriesOf, recordOf } from '../model/shape.ts';
import type { YamlPath } from '../model/yaml-file.ts';

/** The value at a path; undefined when any step is missing. */
export function valueAt(value: unknown, path: YamlPath): unknown {
  let found = value;
  for (const key of path) {
    if (Array.isArray(found) && typeof key === 'number') found = found[key];
    else {
      const record = recordOf(found);
      found = record && Object.hasOwn(record, key) ? record[key] : undefined;
    }
  }
  return found;
}

/** Every string below a value, with its path. */
export function* stringsOf(value: unknown, path: YamlPath = []): Generator<{ path: YamlPath; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* stringsOf(item, [...path, index]);
  } else {
    for (const [key, item] of entriesOf(value)) yield* stringsOf(item, [...path, key]);
  }
}
