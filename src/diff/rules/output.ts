import { canonicalJson } from '../../model/digest.ts';
import type { JsonSchema, Output } from '../../render/prompt.ts';
import type { ChangeKind, Difference, Sides } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';
import { type ReaderChange, readerChanges } from '../reader-changes.ts';

const consumer = { audience: 'consumer', level: 'breaking', bump: 'major' } as const;
const behavior = { audience: 'behavior', level: 'dangerous', bump: 'patch' } as const;
const answers = (schema: string, more = '') =>
  `output: { format: json, ${more}schema: { type: object, ${schema} } }\nmessages: [{ role: user, content: Hello }]`;
const pair = (before: string, after: string) => ({ before: answers(before), after: answers(after) });
const a = 'a: { type: string }';
const text = 'messages: [{ role: user, content: Hello }]';

const formatChanged: ChangeKind = {
  id: 'output-format-changed',
  ...consumer,
  summary: 'The answer is JSON where it was text, or text where it was JSON, or JSON without its schema.',
  why: 'Code that reads the answer meets another form.',
  advice: 'Make another prompt for the new form, and deprecate this one.',
  examples: [
    { before: text, after: `output: { format: json }\n${text}` },
    { before: answers(`properties: { ${a} }`), after: `output: { format: json }\n${text}` },
  ],
};

const fieldRemoved: ChangeKind = {
  id: 'output-field-removed',
  ...consumer,
  summary: 'A field is no longer described in the answer.',
  why: 'Code that reads it finds nothing.',
  advice: 'Go on asking for it until nobody reads it.',
  examples: [pair(`properties: { ${a}, b: { type: string } }`, `properties: { ${a} }`)],
};

const fieldAdded: ChangeKind = {
  id: 'output-field-added',
  ...consumer,
  level: 'safe',
  bump: 'minor',
  summary: 'The answer has a field that it did not have.',
  why: 'Code that reads answers ignores fields it does not know. Where the schema allowed no other, it may check that there is none: the level is dangerous.',
  advice: 'Tell readers about it.',
  examples: [
    pair(`properties: { ${a} }`, `properties: { ${a}, b: { type: string } }`),
    {
      ...pair(
        `additionalProperties: false, properties: { ${a} }`,
        `additionalProperties: false, properties: { ${a}, b: { type: string } }`,
      ),
      level: 'dangerous',
    },
  ],
};

const fieldTypeChanged: ChangeKind = {
  id: 'output-field-type-changed',
  ...consumer,
  summary: 'A field may hold values of a kind that it could not hold.',
  why: 'Code that reads it meets values it was not written for. Where that cannot be decided, the level is dangerous.',
  advice: 'Add another field.',
  examples: [
    pair(`properties: { ${a} }`, 'properties: { a: { type: integer } }'),
    pair(`properties: { ${a} }`, "properties: { a: { type: [string, 'null'] } }"),
  ],
};

const requiredToOptional: ChangeKind = {
  id: 'output-required-to-optional',
  ...consumer,
  summary: 'A field that was always there may be missing.',
  why: 'Code that reads it without asking fails on some answers only.',
  advice: 'Keep it required.',
  examples: [pair(`required: [a], properties: { ${a} }`, `properties: { ${a} }`)],
};

const valueAdded: ChangeKind = {
  id: 'output-enum-value-added',
  ...consumer,
  level: 'dangerous',
  bump: 'minor',
  summary: 'A field may hold a value that it could not hold.',
  why: 'Code that switches over the values has no branch for it.',
  advice: 'Let readers know first.',
  examples: [pair('properties: { a: { enum: [x] } }', 'properties: { a: { enum: [x, y] } }')],
};

const valueRemoved: ChangeKind = {
  id: 'output-enum-value-removed',
  ...consumer,
  level: 'safe',
  bump: 'minor',
  summary: 'A field no longer holds one of its values.',
  why: 'A branch of the code that reads it is never taken.',
  advice: 'Nothing; tidy the readers up.',
  examples: [pair('properties: { a: { enum: [x, y] } }', 'properties: { a: { enum: [x] } }')],
};

const boundsLoosened: ChangeKind = {
  id: 'output-bounds-loosened',
  ...consumer,
  level: 'dangerous',
  bump: 'minor',
  summary: 'A field may hold longer, larger or other values of the same type.',
  why: 'A column, a label or a loop may have counted on the old bound.',
  advice: 'Look at what readers do with the longest value.',
  examples: [
    pair('properties: { a: { type: string, maxLength: 9 } }', 'properties: { a: { type: string } }'),
  ],
};

const narrowed: ChangeKind = {
  id: 'output-narrowed',
  ...consumer,
  level: 'safe',
  bump: 'minor',
  summary: 'Every answer that is allowed was allowed before.',
  why: 'Readers go on as before.',
  advice: 'Record the golden cases again: the model is told the new schema.',
  examples: [
    pair(`properties: { ${a} }`, `required: [a], properties: { ${a} }`),
    pair('properties: { a: { type: string } }', 'properties: { a: { type: string, maxLength: 9 } }'),
    pair("properties: { a: { type: [string, 'null'] } }", `properties: { ${a} }`),
    { before: `output: { format: json }\n${text}`, after: answers(`properties: { ${a} }`) },
  ],
};

const reworded: ChangeKind = {
  id: 'output-schema-reworded',
  ...behavior,
  summary: 'The schema of the answer describes the same answers in other words.',
  why: 'The model reads its names and descriptions; readers of the answer see no difference.',
  advice: 'Record the golden cases again and compare.',
  examples: [
    pair(`properties: { ${a} }`, 'properties: { a: { type: string, description: Short. } }'),
    {
      before: answers(`properties: { ${a} }`, 'name: x, '),
      after: answers(`properties: { ${a} }`, 'name: y, '),
    },
  ],
};

const strictChanged: ChangeKind = {
  id: 'strict-changed',
  ...behavior,
  summary: 'The provider does or does not hold the model to the schema.',
  why: 'Without `strict` an answer may break its own schema.',
  advice: 'Keep `strict: true` where the provider supports the schema.',
  examples: [
    {
      before: answers(`additionalProperties: false, required: [a], properties: { ${a} }`, 'strict: true, '),
      after: answers(`additionalProperties: false, required: [a], properties: { ${a} }`),
    },
  ],
};

/** The form of the answer, for the code that reads it. */
export const outputComparison: BehaviorComparison = {
  kinds: [
    ...[
      formatChanged,
      fieldRemoved,
      fieldAdded,
      fieldTypeChanged,
      requiredToOptional,
      valueAdded,
      valueRemoved,
    ],
    ...[boundsLoosened, narrowed, reworded, strictChanged],
  ],
  async *compare(sides) {
    const [old, now] = [sides.before.output, sides.after.output];
    if (canonicalJson(old) === canonicalJson(now)) return;
    const at = sides.at(['output']);
    if (old.strict !== now.strict) {
      const message = `Output: strict ${old.strict} → ${now.strict}.`;
      yield {
        kind: strictChanged,
        at: sides.at(['output', 'strict']),
        message,
        about: 'strict',
        before: old.strict,
        after: now.strict,
      };
    }
    if (old.name !== now.name) {
      const message = `The schema of the output is called ${now.name ?? 'nothing'}, before ${old.name ?? 'nothing'}.`;
      yield {
        kind: reworded,
        at: sides.at(['output', 'name']),
        message,
        about: 'name',
        before: old.name,
        after: now.name,
      };
    }
    // A schema that is named and cannot be read is not gone: that is told.
    const named = sides.written(['output', 'schema']);
    const isUnread =
      (named.before !== undefined && old.schema === null) ||
      (named.after !== undefined && now.schema === null);
    if (
      old.format === 'json' &&
      now.format === 'json' &&
      old.schema === null &&
      now.schema !== null &&
      !isUnread
    ) {
      const message = `The output is ${formText(now)}, before ${formText(old)}.`;
      yield { kind: narrowed, at, message, about: 'schema', after: now.schema };
    } else if (old.format !== now.format || (!isUnread && (old.schema === null) !== (now.schema === null))) {
      const [before, after] = [formText(old), formText(now)];
      yield {
        kind: formatChanged,
        at,
        message: `The output is ${after}, before ${before}.`,
        about: 'format',
        before,
        after,
      };
    } else if (old.schema !== null && now.schema !== null)
      yield* compareAnswers(sides, old.schema, now.schema);
  },
};

const formText = ({ format, schema }: Output): string =>
  format === 'text' ? 'text' : schema === null ? 'JSON of any form' : 'JSON of a schema';

async function* compareAnswers(sides: Sides, old: JsonSchema, now: JsonSchema): AsyncIterable<Difference> {
  for (const { what, path, keys, text, required: _required, ...values } of await readerChanges(old, now)) {
    const at = sides.at(['output', 'schema', ...keys]);
    const message = `${path === '' ? 'The output' : 'Output'} ${text}.`;
    yield { kind: kindOf(what), at, message, about: `${path} ${what}`, ...values };
  }
}

function kindOf(what: ReaderChange['what']): ChangeKind {
  switch (what) {
    case 'field-added':
      return fieldAdded;
    case 'field-removed':
      return fieldRemoved;
    case 'required-dropped':
      return requiredToOptional;
    case 'values-added':
      return valueAdded;
    case 'values-removed':
      return valueRemoved;
    case 'widened':
      return fieldTypeChanged;
    case 'bounds-widened':
      return boundsLoosened;
    case 'narrowed':
      return narrowed;
    case 'reworded':
      return reworded;
  }
}
