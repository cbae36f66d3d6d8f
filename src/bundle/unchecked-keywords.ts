import { mapSchema, withoutAnnotations } from '../model/json-schema.ts';
import { isChecked } from '../render/check-value.ts';
import type { Prompt } from '../render/prompt.ts';

/** Keywords that demand nothing by themselves: what they hold is read by others. */
const passive: ReadonlySet<string> = new Set(['$schema', '$id', '$defs', 'definitions', 'then', 'else']);

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
