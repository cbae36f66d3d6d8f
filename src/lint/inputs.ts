import type { Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import { entriesOf, type JsonRecord, recordOf } from '../model/shape.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import type { Input } from '../render/prompt.ts';

/** An input as it is written, so that what the loader drops (description, example) is seen too. */
export type DeclaredInput = {
  readonly name: string;
  readonly spec: JsonRecord;
  /** Of its name in the file; asked when a rule has something to say, since most inputs are never placed. */
  place(): Place;
  readonly path: YamlPath;
};

export function inputsOf({ file }: PromptFile): readonly DeclaredInput[] {
  return entriesOf(recordOf(file.value)?.['inputs']).flatMap(([name, value]) => {
    const spec = recordOf(value);
    const path = ['inputs', name];
    if (!spec) return [];
    return [{ name, spec, path, place: () => file.placeOf(path, 'key') }];
  });
}

/** True for an untrusted input that can say anything: a number, a boolean or one of a list gives no orders. */
export function carriesText(input: Input | undefined): boolean {
  if (input?.trust !== 'untrusted') return false;
  const schema = recordOf(input.schema);
  if (!schema) return true;
  return !('enum' in schema || 'const' in schema || closed.has(String(schema['type'])));
}

const closed: ReadonlySet<string> = new Set(['boolean', 'integer', 'number', 'null']);
