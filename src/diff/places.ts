import { configPath } from '../model/config.ts';
import { fileStart, isWithin, type Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { resolveReference } from '../model/reference.ts';
import { definitionName } from '../model/schema.ts';
import { listOf, recordOf } from '../model/shape.ts';
import type { YamlFile, YamlPath } from '../model/yaml-file.ts';
import type { Template } from '../render/template.ts';

/** What a path of the prompt file leads to: a value in that file, or in one that it names on the way. */
type Led = { readonly file: YamlFile; readonly path: YamlPath; readonly value: unknown };

/**
 * Where a path of the prompt file stands at head. What stands in a file of its own (a tool, a schema, an overlay) is
 * placed there, and a model or parameter that neither reading of the prompt names in the config.
 */
export function placeAtHead(before: PromptFile, after: PromptFile, path: YamlPath): Place {
  const [old, now] = [follow(before, path), follow(after, path)];
  const isDefault = path[0] === 'model' && old.value === undefined && now.value === undefined;
  return isDefault ? fileStart(configPath) : now.file.placeOf(now.path);
}

function follow({ file, followed }: PromptFile, path: YamlPath): Led {
  let led: Led = { file, path: [], value: file.value };
  for (const key of path) {
    // `model: openai/x` is short for `model: { id: openai/x }`.
    if (typeof led.value === 'string' && path[0] === 'model')
      return key === 'id' ? led : { ...led, value: undefined };
    if (typeof led.value === 'string') led = named(led, followed) ?? { ...led, value: undefined };
    led = (key === '$defs' ? null : takenIn(led, key, followed)) ?? {
      ...led,
      path: [...led.path, key],
      value: typeof key === 'number' ? listOf(led.value)[key] : recordOf(led.value)?.[key],
    };
  }
  return led;
}

/** The file that a value names. */
function named({ file, value }: Led, followed: PromptFile['followed']): Led | null {
  const { path } = resolveReference(file.path, String(value));
  const other = path === null ? undefined : followed.get(path);
  return other ? { file: other, path: [], value: other.value } : null;
}

/** A definition that a schema does not have itself: the file it was taken in from. */
function takenIn({ path, value }: Led, key: string | number, followed: PromptFile['followed']): Led | null {
  if (path.at(-1) !== '$defs' || recordOf(value)?.[key] !== undefined) return null;
  const [other, ...others] = [...followed].filter(([name]) => definitionName(name) === key);
  return other && others.length === 0 ? { file: other[1], path: [], value: other[1].value } : null;
}

/** What stands at a path of the prompt file itself; what it names is not followed. */
export const writtenAt = ({ file }: PromptFile, path: YamlPath): unknown =>
  path.reduce<unknown>(
    (held, key) => (typeof key === 'number' ? listOf(held)[key] : recordOf(held)?.[key]),
    file.value,
  );

/** Where characters of a template of the prompt stand; null: it is none of those within `around`. */
export const placeInTemplate = (
  { templates }: PromptFile,
  template: Template,
  around: Place,
  [start, end]: readonly [start: number, end: number],
): Place | null =>
  templates
    .find((site) => site.template === template && isWithin(site.place(0, 0), around))
    ?.place(start, end) ?? null;

/** Where a partial stands, as far as the prompt reaches it. */
export function placeOfPartial({ templates, path }: PromptFile, name: string): Place {
  const site = templates.find(({ partial }) => partial === name);
  return site?.place(0, site.source.length) ?? fileStart(path);
}

/** Indexes of the messages marked `guard: true`. */
export function guardsOf({ file }: PromptFile): ReadonlySet<number> {
  const messages = listOf(recordOf(file.value)?.['messages']);
  return new Set(messages.flatMap((item, index) => (recordOf(item)?.['guard'] === true ? [index] : [])));
}
