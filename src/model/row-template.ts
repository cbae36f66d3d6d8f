import { PromptopsError } from '../errors.ts';
import type { Json } from '../render/prompt.ts';
import { type JsonRecord, recordOf } from './shape.ts';
import { didYouMean } from './suggest.ts';

const placeholder = /\{\{\s*row((?:\.[^\s{}.]+)*)\s*\}\}/g;
const onlyPlaceholder = /^\{\{\s*row((?:\.[^\s{}.]+)*)\s*\}\}$/;

/** Whether any text in the value waits for a row. */
export function hasPlaceholder(value: Json): boolean {
  if (typeof value === 'string') return value.includes('{{') && value.search(placeholder) !== -1;
  if (Array.isArray(value)) return value.some(hasPlaceholder);
  const record = recordOf(value);
  return record !== null && Object.values(record).some(hasPlaceholder);
}

/**
 * The value with `{{row.x}}` filled in, in texts at any depth. A text that is exactly one placeholder becomes the
 * column's value with its type; elsewhere the value is written out (objects and lists as JSON, null as nothing).
 * Text that comes from the row is never looked at again. `where` names the row in errors.
 */
export function fillRow(value: Json, row: JsonRecord, where: string): Json {
  if (typeof value === 'string') return fillText(value, row, where);
  if (Array.isArray(value)) return value.map((item) => fillRow(item, row, where));
  const record = recordOf(value);
  if (!record) return value;
  return Object.fromEntries(Object.entries(record).map(([key, held]) => [key, fillRow(held, row, where)]));
}

function fillText(text: string, row: JsonRecord, where: string): Json {
  if (!text.includes('{{')) return text;
  const only = onlyPlaceholder.exec(text);
  if (only) return columnOf(row, only[1] ?? '', where);
  return text.replace(placeholder, (_, path: string) => written(columnOf(row, path, where)));
}

function written(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `path` starts with a dot, or is empty for the row itself. A column whose name has dots is found as it is written. */
function columnOf(row: JsonRecord, path: string, where: string): Json {
  const name = path.slice(1);
  if (name === '') return row;
  const whole = ownValue(row, name);
  if (whole !== undefined) return whole;
  let value: Json = row;
  for (const segment of name.split('.')) {
    const next = ownValue(value, segment);
    if (next === undefined) throw unknownColumn(value, segment, name, where);
    value = next;
  }
  return value;
}

function ownValue(value: Json, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return recordOf(value)?.[key];
}

function unknownColumn(holder: Json, segment: string, name: string, where: string): PromptopsError {
  const names = Object.keys(recordOf(holder) ?? {});
  const hint = didYouMean(segment, names) ?? (names.length > 0 ? `It has ${quoted(names)}.` : undefined);
  return new PromptopsError('invalid-project', `The row has no "${name}" ({{row.${name}}}).`, {
    ...(hint ? { hint } : {}),
    details: [where],
  });
}

const quoted = (names: readonly string[]) =>
  names
    .slice(0, 8)
    .map((name) => `"${name}"`)
    .join(', ');
