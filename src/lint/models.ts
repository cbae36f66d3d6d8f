import type { Place } from '../model/place.ts';
import type { Project } from '../model/project.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { listOf } from '../model/shape.ts';
import type { YamlFile, YamlPath } from '../model/yaml-file.ts';
import { valueAt } from './values.ts';

/** Placed when a rule has something to say. */
export type NamedModel = { readonly id: string; place(): Place };

/** Every model a prompt and its cases name, and where. A model that comes from the config stands there. */
export function modelsOf(
  { file, prompt, tests }: PromptFile,
  configFile: Project['configFile'] = null,
): readonly NamedModel[] {
  const own = namedUnder(file, ['model']);
  const inherits = own.length === 0 && prompt !== null && prompt.model.id !== '';
  const cases = (tests?.cases ?? []).flatMap(({ model, at }) =>
    model === null ? [] : [{ id: model, place: () => at }],
  );
  return [...own, ...(inherits && configFile ? namedUnder(configFile, ['model']) : []), ...cases];
}

/** `model: provider/model`, or a mapping with `id`, `fallback` and `also`. */
function namedUnder(file: YamlFile, path: YamlPath): readonly NamedModel[] {
  const model = valueAt(file.value, path);
  if (typeof model === 'string') return [named(model, file, path)];
  const keys: readonly YamlPath[] = [
    ['id'],
    ...['fallback', 'also'].flatMap((key) =>
      listOf(valueAt(model, [key])).map((_item, index): YamlPath => [key, index]),
    ),
  ];
  return keys.flatMap((key) => {
    const id = valueAt(model, key);
    return typeof id === 'string' ? [named(id, file, [...path, ...key])] : [];
  });
}

const named = (id: string, file: YamlFile, path: YamlPath): NamedModel => ({
  id,
  place: () => file.placeOf(path),
});

/** The part of a model id before its first slash, and the rest. */
export function splitModel(id: string): { readonly provider: string; readonly name: string } {
  const slash = id.indexOf('/');
  return slash < 0 ? { provider: '', name: id } : { provider: id.slice(0, slash), name: id.slice(slash + 1) };
}
