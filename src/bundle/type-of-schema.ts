import { entriesOf, type JsonRecord, listOf, recordOf, textsOf } from '../model/shape.ts';
import { resolvePointer } from '../render/json-pointer.ts';
import type { Json, JsonSchema } from '../render/prompt.ts';

/** More schemas than a type is read for; definitions that use each other could make any number of them. */
const maxSchemas = 2_000;

/**
 * The TypeScript type of the values a JSON Schema takes, over several lines. Where a type cannot say what a schema
 * demands (a length, a pattern), and where a schema holds itself, the type is wider: the runtime checks the rest.
 */
export function typeOfSchema(schema: JsonSchema, indent = ''): string {
  return typeOf({ root: schema, met: [], left: { schemas: maxSchemas } }, schema, indent);
}

/** A text as a literal; JSON's are those of TypeScript. */
export const literal = (value: Json): string => JSON.stringify(value);

/** A name before a colon. */
export const propertyName = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);

/** What a schema says of itself, as a comment before a property; empty where it says nothing. */
export function docComment(schema: JsonSchema, indent: string): string {
  const said = recordOf(schema)?.['description'];
  if (typeof said !== 'string' || said.trim() === '') return '';
  // One line, so that nothing in it can end the comment or start a tag of its own.
  const line = said
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('*/', '*\\/')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '');
  return `${indent}/** ${line} */\n`;
}

type Walk = {
  readonly root: JsonSchema;
  /** References that are being followed. */
  readonly met: readonly string[];
  readonly left: { schemas: number };
};

function typeOf(walk: Walk, schema: Json, indent: string): string {
  if (schema === false) return 'never';
  const node = recordOf(schema);
  walk.left.schemas -= 1;
  if (!node || walk.left.schemas < 0) return 'unknown';
  const all = [
    ownType(walk, node, indent),
    referredType(walk, node, indent),
    union(listOf(node['anyOf']).map((form) => typeOf(walk, form, indent))),
    union(listOf(node['oneOf']).map((form) => typeOf(walk, form, indent))),
    ...listOf(node['allOf']).map((part) => typeOf(walk, part, indent)),
  ];
  return intersection(all);
}

function referredType(walk: Walk, node: JsonRecord, indent: string): string {
  const ref = node['$ref'];
  if (typeof ref !== 'string' || walk.met.includes(ref)) return 'unknown';
  const target = resolvePointer(ref, walk.root);
  return target === undefined ? 'unknown' : typeOf({ ...walk, met: [...walk.met, ref] }, target, indent);
}

function ownType(walk: Walk, node: JsonRecord, indent: string): string {
  if (node['const'] !== undefined) return valueType(node['const']);
  if (Array.isArray(node['enum'])) return union(listOf(node['enum']).map(valueType));
  const types = textsOf(typeof node['type'] === 'string' ? [node['type']] : node['type']);
  if (types.length > 0) return union(types.map((type) => namedType(walk, type, node, indent)));
  if (node['properties'] !== undefined) return objectType(walk, node, indent);
  return node['items'] === undefined ? 'unknown' : listType(walk, node, indent);
}

/** Of lists and objects only that they are some: a value written in full has no better type. */
function valueType(value: Json): string {
  if (Array.isArray(value)) return 'readonly unknown[]';
  return typeof value === 'object' && value !== null ? '{ readonly [key: string]: unknown }' : literal(value);
}

function namedType(walk: Walk, type: string, node: JsonRecord, indent: string): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
    case 'number':
      return type;
    case 'integer':
      return 'number';
    case 'array':
      return listType(walk, node, indent);
    case 'object':
      return objectType(walk, node, indent);
    default:
      return 'unknown';
  }
}

function listType(walk: Walk, node: JsonRecord, indent: string): string {
  const places = listOf(node['prefixItems'] ?? node['items']);
  const rest = Array.isArray(node['items']) ? node['additionalItems'] : node['items'];
  const others = typeOf(walk, rest ?? true, indent);
  if (places.length === 0) return /^\w+$/.test(others) ? `readonly ${others}[]` : `ReadonlyArray<${others}>`;
  const needed = typeof node['minItems'] === 'number' ? node['minItems'] : 0;
  const elements = places.map((place, index) => {
    const type = typeOf(walk, place, indent);
    return index < needed ? type : `(${type})?`;
  });
  return `readonly [${[...elements, ...(rest === false ? [] : [`...(${others})[]`])].join(', ')}]`;
}

function objectType(walk: Walk, node: JsonRecord, indent: string): string {
  const properties = entriesOf(node['properties']);
  const required = new Set(textsOf(node['required']));
  const others = node['additionalProperties'];
  if (properties.length === 0 && others === undefined) return '{ readonly [key: string]: unknown }';
  const inner = `${indent}  `;
  const lines = properties.map(([name, schema]) => {
    const type = typeOf(walk, schema, inner);
    return `${docComment(schema as JsonSchema, inner)}${inner}readonly ${propertyName(name)}${required.has(name) ? '' : '?'}: ${type};\n`;
  });
  // Named properties would have to fit the type of the others as well.
  if (others !== undefined && others !== false) {
    const type = properties.length === 0 ? typeOf(walk, others, inner) : 'unknown';
    lines.push(`${inner}readonly [key: string]: ${type};\n`);
  }
  return lines.length === 0 ? '{ readonly [key: string]: never }' : `{\n${lines.join('')}${indent}}`;
}

function union(types: readonly string[]): string {
  const some = [...new Set(types)];
  if (some.length === 0 || some.includes('unknown')) return 'unknown';
  return some.join(' | ');
}

function intersection(types: readonly string[]): string {
  const some = [...new Set(types)].filter((type) => type !== 'unknown');
  const [only = 'unknown'] = some;
  return some.length < 2 ? only : some.map((type) => `(${type})`).join(' & ');
}
