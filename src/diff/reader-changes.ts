import { canonicalJson } from '../model/digest.ts';
import { mapSchema } from '../model/json-schema.ts';
import type { Json, JsonSchema } from '../render/prompt.ts';
import type { Level } from './change.ts';
import { describeSchemaChange } from './describe-schema.ts';
import { type SchemaChange, schemaChanges } from './schema-changes.ts';
import { type Acceptance, compareSchemas } from './schema-compatibility.ts';

/**
 * What a change of a schema means to code that reads such values: output of the model, arguments of its tool calls.
 * `narrowed`: only values it knows. `widened`, `bounds-widened`: values it was not written for.
 */
export type ReaderChange = {
  readonly what:
    | Exclude<SchemaChange['what'], 'type-changed' | 'bounds-changed' | 'required-added'>
    | 'narrowed'
    | 'widened'
    | 'bounds-widened';
  /** Of a field that is new: whether it is always there. */
  readonly required: boolean;
  readonly path: string;
  /** Without the name of what has the schema: `"title" may be missing`. */
  readonly text: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly hint?: string;
  /** Where it cannot be decided whether there are new values. */
  readonly level?: Level;
};

/**
 * What differs for a reader, field by field. Sound: a value that the new schema allows and the old one did not, fields
 * beside those it knows aside, is never in a list of nothing but `narrowed`, `reworded`, `field-added` and
 * `values-removed`.
 */
export async function readerChanges(before: JsonSchema, after: JsonSchema): Promise<readonly ReaderChange[]> {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  // A reader takes what it knows and leaves the rest: fields beside are none of its business.
  const { acceptsNew: whole } = await compareSchemas(openObjects(before), after);
  const found: ReaderChange[] = [];
  for (const change of schemaChanges(before, after)) found.push(await readerChange(change, whole));
  const isTold = whole.answer === 'yes' ? found.length > 0 : found.some(({ what }) => !harmless.has(what));
  return isTold ? found : [...found, unnamed(before, after, whole)];
}

const harmless: ReadonlySet<ReaderChange['what']> = new Set([
  'narrowed',
  'reworded',
  'field-added',
  'values-removed',
]);

function unnamed(before: JsonSchema, after: JsonSchema, { answer, ...more }: Acceptance): ReaderChange {
  const base = { path: '', required: false, before, after };
  if (answer === 'yes') return { ...base, what: 'reworded', text: 'is described in other words' };
  if (answer === 'undecided') {
    return {
      ...base,
      what: 'widened',
      text: 'may be what it could not be, which cannot be decided',
      level: 'dangerous',
    };
  }
  const example = 'example' in more ? { hint: `For example ${JSON.stringify(more.example)}.` } : {};
  return { ...base, what: 'widened', text: 'may be what it could not be', ...example };
}

async function readerChange(change: SchemaChange, whole: Acceptance): Promise<ReaderChange> {
  const base = { path: change.path, text: describeSchemaChange(change), required: false };
  switch (change.what) {
    case 'field-added':
      return { ...base, what: change.what, required: change.required, after: change.schema };
    case 'field-removed':
      return { ...base, what: change.what, before: change.schema };
    case 'required-added':
      return { ...base, what: 'narrowed' };
    case 'values-added':
      return { ...base, what: change.what, after: change.values };
    case 'values-removed':
      return { ...base, what: change.what, before: change.values };
    case 'required-dropped':
    case 'reworded':
      return { ...base, what: change.what };
    case 'type-changed':
    case 'bounds-changed': {
      const answer = await answerOf(change, whole);
      const values = { before: change.before, after: change.after };
      if (answer === 'yes') return { ...base, ...values, what: 'narrowed' };
      const what = change.what === 'type-changed' ? 'widened' : 'bounds-widened';
      return { ...base, ...values, what, ...(answer === 'undecided' ? { level: 'dangerous' as const } : {}) };
    }
  }
}

/** What differs holds beside what does not: keywords that allow nothing new make a value that does not either. */
async function answerOf(
  { before, after }: { readonly before: Json; readonly after: Json },
  whole: Acceptance,
): Promise<Acceptance['answer']> {
  if (whole.answer === 'yes' || /"\$(?:dynamic)?Ref"/i.test(canonicalJson([before, after])))
    return whole.answer;
  const { acceptsNew } = await compareSchemas(before as JsonSchema, after as JsonSchema);
  return acceptsNew.answer;
}

const openObjects = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (node) => {
    const { additionalProperties, ...rest } = node;
    return additionalProperties === false ? rest : node;
  });
