import { recordOf, textsOf } from '../model/shape.ts';
import type { Json } from '../render/prompt.ts';
import type { SchemaChange } from './schema-changes.ts';

/** What a schema change says of the value it is about, without the value's name: `"title" must be there`. */
export function describeSchemaChange(change: SchemaChange): string {
  const field = change.path === '' ? '' : `"${change.path}" `;
  switch (change.what) {
    case 'field-added':
      return `${field}is new${change.required ? ' and required' : ''} (${typeText(change.schema)})`;
    case 'field-removed':
      return `${field}is gone`;
    case 'required-added':
      return `${field}is required`;
    case 'required-dropped':
      return `${field}may be missing`;
    case 'values-added':
      return `${field}may also be ${listed(change.values)}`;
    case 'values-removed':
      return `${field}is never ${listed(change.values)}`;
    case 'type-changed':
      return field + typeChange(change.before, change.after);
    case 'bounds-changed':
      return `${field}has ${keywordsText(change.after, 'no bound')}, before ${keywordsText(change.before, 'no bound')}`;
    case 'reworded':
      return `${field}is described in other words`;
  }
}

export const describeSchemaChanges = (changes: readonly SchemaChange[]): string => {
  const told = changes.slice(0, 4).map(describeSchemaChange);
  const more = changes.length - told.length;
  return `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
};

const listed = (values: readonly Json[]): string => values.map((value) => excerpt(value)).join(' or ');

/** What differs between two schemas, each without the keywords they have in common. */
function typeChange(before: Json, after: Json): string {
  const [was, is] = [closedness(before), closedness(after)];
  if (was !== null && is !== null) return `may have ${is ? 'no ' : ''}other fields`;
  if ([before, after].some(namesType)) return `is ${typeText(after)}, before ${typeText(before)}`;
  if (isEmpty(after)) return `no longer has ${keywordsText(before)}`;
  return `has ${keywordsText(after)}${isEmpty(before) ? '' : `, before ${keywordsText(before)}`}`;
}

/** Whether it says that there is no other field, where it says nothing else; null: something else. */
function closedness(schema: Json): boolean | null {
  const { additionalProperties = true, ...others } = recordOf(schema) ?? {};
  if (Object.keys(others).length > 0 || typeof additionalProperties !== 'boolean') return null;
  return !additionalProperties;
}

const namesType = (schema: Json): boolean => {
  const node = recordOf(schema);
  return node === null || ['type', 'enum', 'const'].some((key) => key in node);
};

const isEmpty = (schema: Json): boolean => Object.keys(recordOf(schema) ?? {}).length === 0;

/** `string`, `string or null`, `one of "a", "b"`, else the keywords as they stand. */
function typeText(schema: Json): string {
  const node = recordOf(schema);
  if (!node) return schema === true || schema === undefined ? 'anything' : excerpt(schema);
  const types = typeof node['type'] === 'string' ? [node['type']] : textsOf(node['type']);
  if (Array.isArray(node['enum'])) return `one of ${node['enum'].map((value) => excerpt(value)).join(', ')}`;
  if (node['const'] !== undefined) return excerpt(node['const']);
  if (types.length > 0) return types.join(' or ');
  return Object.keys(node).length === 0 ? 'anything' : excerpt(node);
}

function keywordsText(keywords: Json, nothing = 'nothing'): string {
  const entries = Object.entries(recordOf(keywords) ?? {});
  return entries.length === 0
    ? nothing
    : entries.map(([key, value]) => `${key} ${excerpt(value)}`).join(', ');
}

function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
