import type { Input, Json } from '../render/prompt.ts';
import { recordOf, textOf } from './shape.ts';

/**
 * The path of `{ file: path }`, which stands for what the file holds. An input that takes objects gets the object itself:
 * a text would not fit it anyway.
 */
export function fileReferenceOf(value: Json, input: Input): string | null {
  const record = recordOf(value);
  const path = textOf(record?.['file']);
  if (!record || path === null || Object.keys(record).length !== 1) return null;
  return input.kind === 'json' && takesObjects(input) ? null : path;
}

function takesObjects({ schema }: Input): boolean {
  const type = recordOf(schema)?.['type'];
  return type === 'object' || (Array.isArray(type) && type.includes('object'));
}
