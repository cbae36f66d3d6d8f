import { mapSchema } from '../model/json-schema.ts';
import { historySchema } from '../render/check-vars.ts';
import type { Input, Json, JsonSchema, Prompt } from '../render/prompt.ts';

/**
 * The inputs of a prompt as one JSON Schema of an object, for tools that know nothing of promptops: what the runtime
 * takes as variables, this schema takes, but for media, of which it only says the form.
 */
export function inputSchema(inputs: Prompt['inputs']): JsonSchema {
  const entries = Object.entries(inputs);
  const required = entries.filter(([, { optional, default: preset }]) => !optional && preset === undefined);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, input]) => [name, schemaOf(name, input)])),
    ...(required.length === 0 ? {} : { required: required.map(([name]) => name) }),
    additionalProperties: false,
  };
}

function schemaOf(name: string, input: Input): JsonSchema {
  const place = `#/properties/${pointerPart(name)}${input.optional ? '/anyOf/0' : ''}`;
  const schema = kindSchema(input, place);
  // For an optional input null is the same as nothing.
  const nullable = input.optional ? { anyOf: [schema, { type: 'null' }] } : schema;
  if (input.default === undefined || typeof nullable !== 'object') return nullable;
  return { ...nullable, default: input.default };
}

function kindSchema({ kind, schema }: Input, place: string): JsonSchema {
  switch (kind) {
    case 'json':
      return mapSchema(schema, (node) => movedTo(node, place));
    case 'messages':
      return historySchema;
    case 'image':
    case 'audio':
    case 'file':
      return mediaSchema;
  }
}

/** Its references seen from the schema it is now a part of; an address of its own would lead them astray. */
function movedTo(node: { readonly [keyword: string]: Json }, place: string) {
  const { $id: _own, $ref: ref, ...rest } = node;
  if (ref === undefined) return rest;
  return { ...rest, $ref: typeof ref === 'string' && ref.startsWith('#') ? place + ref.slice(1) : ref };
}

const pointerPart = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

const mediaSchema = {
  anyOf: [
    { type: 'string', description: 'An "https:" URL, or a base64 "data:" URL.' },
    {
      type: 'object',
      properties: {
        mediaType: { type: 'string' },
        base64: { type: 'string' },
        name: { type: 'string' },
      },
      required: ['mediaType', 'base64'],
    },
    { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
  ],
} as const satisfies JsonSchema;
