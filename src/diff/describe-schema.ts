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
      return `${field}is ${typeText(change.after)}, before ${typeText(change.before)}`;
    case 'bounds-changed':
      return `${field}has ${boundsText(change.after)}, before ${boundsText(change.before)}`;
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

/** `string`, `string or null`, `one of "a", "b"`, else the keywords as they stand. */
function typeText(schema: Json): string {
  const node = recordOf(schema);
  if (!node) return schema === true || schema === undefined ? 'anything' : excerpt(schema);
  const types = typeof node['type'] === 'string' ? [node['type']] : textsOf(node['type']);
  if (Array.isArray(node['enum'])) return `one of ${node['enum'].map((value) => excerpt(value)).join(', ')}`;
  if (types.length > 0) return types.join(' or ');
  return Object.keys(node).length === 0 ? 'anything' : excerpt(node);
}

function boundsText(bounds: Json): string {
  const entries = Object.entries(recordOf(bounds) ?? {});
  return entries.length === 0
    ? 'no bound'
    : entries.map(([key, value]) => `${key} ${excerpt(value)}`).join(', ');
}

function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
