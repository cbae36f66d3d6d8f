import { canonicalJson } from '../model/digest.ts';
import { mapSchema } from '../model/json-schema.ts';
import type { YamlPath } from '../model/yaml-file.ts';
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
  /** The same place as keys of the new schema. */
  readonly keys: YamlPath;
  /** Without the name of what has the schema: `"title" may be missing`. */
  readonly text: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly hint?: string;
  /** Where it cannot be decided whether there are new values. */
  readonly level?: Level;
};

/**
 * What differs for a reader, field by field. Sound: where every change is harmless (`narrowed`, `reworded`,
 * `field-added`, `values-removed`) and none has a level, the old schema allows every value that the new one does.
 */
export async function readerChanges(before: JsonSchema, after: JsonSchema): Promise<readonly ReaderChange[]> {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const { acceptsNew: asWritten } = await compareSchemas(before, after);
  // Most readers take what they know and leave the rest: what is new beside it breaks those alone that check the schema.
  const whole =
    asWritten.answer === 'yes' ? asWritten : (await compareSchemas(openObjects(before), after)).acceptsNew;
  const found: ReaderChange[] = [];
  for (const change of schemaChanges(before, after))
    found.push(await readerChange(change, { asWritten, whole }));
  const isTold = asWritten.answer === 'yes' ? found.length > 0 : found.some(isHarm);
  return isTold ? found : [...found, unnamed(before, after, { asWritten, whole })];
}

/** Whether the old schema allows what the new one does: as it is written, and with any fields beside. */
type Answers = { readonly asWritten: Acceptance; readonly whole: Acceptance };

const isHarm = ({ what, level }: ReaderChange): boolean => !harmless.has(what) || level !== undefined;

const harmless: ReadonlySet<ReaderChange['what']> = new Set([
  'narrowed',
  'reworded',
  'field-added',
  'values-removed',
]);

function unnamed(before: JsonSchema, after: JsonSchema, { asWritten, whole }: Answers): ReaderChange {
  const base = { path: '', keys: [], required: false, before, after };
  if (asWritten.answer === 'yes') return { ...base, what: 'reworded', text: 'is described in other words' };
  const { answer, ...more } = whole;
  if (answer === 'yes')
    return {
      ...base,
      what: 'bounds-widened',
      text: 'may have fields that it could not have',
      ...dangerous,
    };
  if (answer === 'undecided') {
    return {
      ...base,
      what: 'widened',
      text: 'may be what it could not be, which cannot be decided',
      ...dangerous,
    };
  }
  const example = 'example' in more ? { hint: `For example ${JSON.stringify(more.example)}.` } : {};
  return { ...base, what: 'widened', text: 'may be what it could not be', ...example };
}

async function readerChange(change: SchemaChange, answers: Answers): Promise<ReaderChange> {
  const { path, keys } = change;
  const base = { path, keys, text: describeSchemaChange(change), required: false };
  switch (change.what) {
    case 'field-added':
      return {
        ...base,
        what: change.what,
        required: change.required,
        after: change.schema,
        ...(change.closed && answers.asWritten.answer !== 'yes' ? besideClosed : {}),
      };
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
      const answer = await answerOf(change, answers.asWritten);
      const values = { before: change.before, after: change.after };
      if (answer === 'yes')
        return { ...base, ...values, what: (await isSame(change)) ? 'reworded' : 'narrowed' };
      const isBeside = answers.whole.answer === 'yes';
      const what = change.what === 'type-changed' && !isBeside ? 'widened' : 'bounds-widened';
      return { ...base, ...values, what, ...(answer === 'undecided' || isBeside ? dangerous : {}) };
    }
  }
}

const dangerous = { level: 'dangerous' } as const;
const besideClosed = { ...dangerous, hint: 'Before, no other field was allowed.' };

/** What differs holds beside what does not: keywords that allow nothing new make a value that does not either. */
async function answerOf(
  { before, after }: { readonly before: Json; readonly after: Json },
  asWritten: Acceptance,
): Promise<Acceptance['answer']> {
  if (asWritten.answer === 'yes' || hasReference([before, after])) return asWritten.answer;
  const { acceptsNew } = await compareSchemas(before as JsonSchema, after as JsonSchema);
  return acceptsNew.answer;
}

/** Whether both accept the same values: the model reads something else, and a reader nothing. */
async function isSame({ before, after }: { readonly before: Json; readonly after: Json }): Promise<boolean> {
  if (hasReference([before, after])) return false;
  const { acceptsOld, acceptsNew } = await compareSchemas(before as JsonSchema, after as JsonSchema);
  return acceptsOld.answer === 'yes' && acceptsNew.answer === 'yes';
}

const hasReference = (schemas: Json): boolean => /"\$(?:dynamic)?Ref"/i.test(canonicalJson(schemas));

const openObjects = (schema: JsonSchema): JsonSchema =>
  mapSchema(schema, (node) => {
    const { additionalProperties, ...rest } = node;
    return additionalProperties === false ? rest : node;
  });
