import { mapSchema, withoutAnnotations } from '../model/json-schema.ts';
import { isChecked } from '../render/check-value.ts';
import type { Prompt } from '../render/prompt.ts';

/** Keywords that demand nothing by themselves: what they hold is read by others. */
const passive: ReadonlySet<string> = new Set(['$schema', '$id', '$defs', 'definitions', 'then', 'else']);

/** A note for each prompt of which a schema asks what no application that renders it will hold it to; each once. */
export function uncheckedNotes(
  prompts: readonly { readonly id: string; readonly unchecked: readonly string[] }[],
): readonly string[] {
  const notes = prompts.flatMap(({ id, unchecked }) =>
    unchecked.length === 0 ? [] : [`Not checked when "${id}" is rendered: ${unchecked.join(', ')}.`],
  );
  return [...new Set(notes)];
}

/** What the schemas of inputs demand and no render checks, as `input: keyword`, sorted. */
export function uncheckedKeywords(inputs: Prompt['inputs']): readonly string[] {
  const found = new Set<string>();
  for (const [name, { schema }] of Object.entries(inputs)) {
    mapSchema(withoutAnnotations(schema), (node) => {
      for (const keyword of Object.keys(node)) {
        if (!isChecked(keyword) && !passive.has(keyword)) found.add(`${name}: ${keyword}`);
      }
      return node;
    });
  }
  return [...found].sort();
}
