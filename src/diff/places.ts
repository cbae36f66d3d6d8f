import { configPath } from '../model/config.ts';
import { fileStart, type Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { resolveReference } from '../model/reference.ts';
import { listOf, recordOf } from '../model/shape.ts';
import type { YamlFile, YamlPath } from '../model/yaml-file.ts';

/** What a path of a YAML file leads to: a value, the name of another file on the way to it, or nothing. */
type Led = { readonly file: string } | { readonly value: unknown };

/**
 * Where a path of the prompt file stands at head. What stands in a file of its own (a tool, a schema, an overlay) is
 * placed there, and a model or parameter that neither reading of the prompt names in the config.
 */
export function placeAtHead(before: PromptFile, after: PromptFile, path: YamlPath): Place {
  const [old, now] = [follow(before.file, path), follow(after.file, path)];
  if ('file' in now) return fileStart(now.file);
  const isDefault = path[0] === 'model' && isNothing(old) && isNothing(now);
  return isDefault ? fileStart(configPath) : after.file.placeOf(path);
}

const isNothing = (led: Led): boolean => 'value' in led && led.value === undefined;

/** `model: openai/x` is short for `model: { id: openai/x }`. */
function follow(file: YamlFile, path: YamlPath): Led {
  let value: unknown = file.value;
  for (const key of path) {
    if (typeof value === 'string') {
      if (path[0] === 'model') return { value: key === 'id' ? value : undefined };
      const { path: other } = resolveReference(file.path, value);
      return other === null ? { value: undefined } : { file: other };
    }
    value = typeof key === 'number' ? listOf(value)[key] : recordOf(value)?.[key];
  }
  return { value };
}

/** Where a partial stands, as far as the prompt reaches it. */
export const placeOfPartial = ({ templates, path }: PromptFile, name: string): Place =>
  templates.find(({ partial }) => partial === name)?.place(0, 0) ?? fileStart(path);

/** Indexes of the messages marked `guard: true`. */
export function guardsOf({ file }: PromptFile): ReadonlySet<number> {
  const messages = listOf(recordOf(file.value)?.['messages']);
  return new Set(messages.flatMap((item, index) => (recordOf(item)?.['guard'] === true ? [index] : [])));
}
