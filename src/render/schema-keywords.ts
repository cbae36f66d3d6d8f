import { resolvePointer } from './json-pointer.ts';
import type { Json } from './prompt.ts';

export type SchemaObject = { readonly [keyword: string]: Json };
type Step = string | number;

/**
 * What a keyword may do: apply a schema to the value or a part of it, ask whether one fits, say what is wrong with the
 * value or a part. Where in the whole that is, the check knows: what is right costs no path.
 */
export type Check = {
  readonly root: Json;
  readonly matches: ((pattern: string, text: string) => boolean) | undefined;
  readonly hasFormat: ((format: string, value: string | number) => boolean) | undefined;
  apply(schema: Json | undefined, value: unknown, step?: Step): void;
  fits(schema: Json, value: unknown): boolean;
  report(what: string, step?: Step): void;
};

export type Keyword = (given: Json, value: unknown, check: Check, schema: SchemaObject) => void;
type Keywords = Readonly<Record<string, Keyword>>;

export const scalarKeywords: Keywords = {
  type(given, value, check) {
    if (typeof given === 'string' && isType(value, given)) return;
    const types = Array.isArray(given) ? given : [given];
    if (types.some((type) => isType(value, type))) return;
    check.report(
      `must be ${types.map((type) => article(String(type))).join(' or ')}, not ${typeName(value)}`,
    );
  },
  enum(given, value, check) {
    if (!Array.isArray(given) || given.some((each) => isSame(each, value))) return;
    check.report(`must be one of ${given.map((each) => JSON.stringify(each)).join(', ')}`);
  },
  const(given, value, check) {
    if (!isSame(given, value)) check.report(`must be ${JSON.stringify(given)}`);
  },
  minimum: numeric((value, limit) => value >= limit, 'at least'),
  maximum: numeric((value, limit) => value <= limit, 'at most'),
  exclusiveMinimum: numeric((value, limit) => value > limit, 'more than'),
  exclusiveMaximum: numeric((value, limit) => value < limit, 'less than'),
  multipleOf: numeric((value, step) => isMultiple(value, step), 'a multiple of'),
  minLength: counted(charactersOf, (count, limit) => count >= limit, 'at least', 'character'),
  maxLength(given, value, check, schema) {
    // There are never more code points than units.
    if (typeof value === 'string' && typeof given === 'number' && value.length <= given) return;
    tooLong(given, value, check, schema);
  },
  pattern(given, value, check) {
    if (typeof value !== 'string' || typeof given !== 'string' || !check.matches) return;
    if (!check.matches(given, value)) check.report(`must match the pattern ${given}`);
  },
  format(given, value, check) {
    if ((typeof value !== 'string' && typeof value !== 'number') || typeof given !== 'string') return;
    if (check.hasFormat?.(given, value) === false) check.report(`must be a ${given}`);
  },
};

const tooLong = counted(charactersOf, (count, limit) => count <= limit, 'at most', 'character');

const itemsOf = (value: unknown) => (Array.isArray(value) ? value.length : null);

export const arrayKeywords: Keywords = {
  minItems: counted(itemsOf, (count, limit) => count >= limit, 'at least', 'item'),
  maxItems: counted(itemsOf, (count, limit) => count <= limit, 'at most', 'item'),
  uniqueItems(given, value, check) {
    if (given !== true || !Array.isArray(value)) return;
    const seen = new Set(value.map(canonical));
    if (seen.size < value.length) check.report('must not hold the same item twice');
  },
  prefixItems(given, value, check) {
    if (!Array.isArray(given) || !Array.isArray(value)) return;
    given.forEach((schema, index) => {
      if (index < value.length) check.apply(schema, value[index], index);
    });
  },
  items(given, value, check, schema) {
    if (!Array.isArray(value)) return;
    if (Array.isArray(given)) return arrayKeywords['prefixItems']?.(given, value, check, schema);
    const from = Array.isArray(schema['prefixItems']) ? schema['prefixItems'].length : 0;
    for (let index = from; index < value.length; index += 1) {
      check.apply(given, value[index], index);
    }
  },
  additionalItems(given, value, check, schema) {
    if (!Array.isArray(value) || !Array.isArray(schema['items'])) return;
    for (let index = schema['items'].length; index < value.length; index += 1) {
      check.apply(given, value[index], index);
    }
  },
  contains(given, value, check) {
    if (!Array.isArray(value) || value.some((item) => check.fits(given, item))) return;
    check.report('holds no item of the kind it must hold');
  },
};

const keysOf = (value: unknown) => (isRecord(value) ? Object.keys(value).length : null);

export const objectKeywords: Keywords = {
  required(given, value, check) {
    if (!isRecord(value) || !Array.isArray(given)) return;
    for (let at = 0; at < given.length; at += 1) {
      const name = String(given[at]);
      if (!Object.hasOwn(value, name)) check.report(`needs the key "${name}"`);
    }
  },
  properties(given, value, check) {
    if (!isRecord(value) || !isRecord(given)) return;
    // Not over entries: making a list of them takes longer than most checks. What was parsed inherits no keys.
    for (const name in given) {
      if (Object.hasOwn(value, name)) check.apply(given[name] as Json, value[name], name);
    }
  },
  patternProperties(given, value, check) {
    if (!isRecord(value) || !isRecord(given) || !check.matches) return;
    for (const [pattern, schema] of Object.entries(given)) {
      for (const [name, held] of Object.entries(value)) {
        if (check.matches(pattern, name)) check.apply(schema as Json, held, name);
      }
    }
  },
  additionalProperties(given, value, check, schema) {
    if (!isRecord(value)) return;
    const patterns = isRecord(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
    // Whether a key matches a pattern is unknown without a matcher; then none is called too many.
    if (patterns.length > 0 && !check.matches) return;
    const known = isRecord(schema['properties']) ? schema['properties'] : {};
    for (const [name, held] of Object.entries(value)) {
      if (Object.hasOwn(known, name) || patterns.some((pattern) => check.matches?.(pattern, name))) continue;
      if (given === false) check.report('is not a known key', name);
      else check.apply(given, held, name);
    }
  },
  propertyNames(given, value, check) {
    if (!isRecord(value)) return;
    for (const name of Object.keys(value)) {
      if (!check.fits(given, name)) check.report('is not an allowed key', name);
    }
  },
  minProperties: counted(keysOf, (count, limit) => count >= limit, 'at least', 'key'),
  maxProperties: counted(keysOf, (count, limit) => count <= limit, 'at most', 'key'),
  dependentRequired(given, value, check, schema) {
    if (!isRecord(value) || !isRecord(given)) return;
    for (const [name, needed] of Object.entries(given)) {
      if (Object.hasOwn(value, name)) objectKeywords['required']?.(needed as Json, value, check, schema);
    }
  },
};

export const combinedKeywords: Keywords = {
  allOf(given, value, check) {
    if (Array.isArray(given)) for (const schema of given) check.apply(schema, value);
  },
  anyOf(given, value, check) {
    if (!Array.isArray(given) || given.some((schema) => check.fits(schema, value))) return;
    check.report('has none of the allowed forms');
  },
  oneOf(given, value, check) {
    if (!Array.isArray(given)) return;
    const fitting = given.filter((schema) => check.fits(schema, value)).length;
    if (fitting === 0) check.report('has none of the allowed forms');
    if (fitting > 1) check.report('has more than one of the allowed forms, and must have exactly one');
  },
  not(given, value, check) {
    if (check.fits(given, value)) check.report('has a form that is not allowed');
  },
  if(given, value, check, schema) {
    check.apply(schema[check.fits(given, value) ? 'then' : 'else'], value);
  },
  $ref(given, value, check) {
    const target = typeof given === 'string' ? resolvePointer(given, check.root) : undefined;
    if (target === undefined)
      return check.report(`cannot be checked: "${given}" names no part of its schema`);
    check.apply(target, value);
  },
};

/** Whether a value is of one of JSON Schema's types. */
export function isType(value: unknown, type: Json): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

const article = (type: string): string =>
  type === 'null' ? type : `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;

const typeName = (value: unknown): string =>
  value === null ? 'null' : article(Array.isArray(value) ? 'array' : typeof value);

function numeric(holds: (value: number, limit: number) => boolean, words: string): Keyword {
  return (given, value, check) => {
    if (typeof value !== 'number' || typeof given !== 'number' || holds(value, given)) return;
    check.report(`must be ${words} ${given}, not ${value}`);
  };
}

/** Decimal fractions are no exact doubles: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.max(1, Math.abs(quotient)) * 4;
}

function counted(
  countOf: (value: unknown) => number | null,
  holds: (count: number, limit: number) => boolean,
  words: string,
  unit: string,
): Keyword {
  return (given, value, check) => {
    const count = countOf(value);
    if (count === null || typeof given !== 'number' || holds(count, given)) return;
    check.report(`must have ${words} ${given} ${unit}${given === 1 ? '' : 's'}, not ${count}`);
  };
}

/** Code points, as JSON Schema counts: an emoji is one. */
function charactersOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSame = (left: unknown, right: unknown): boolean =>
  left === right ||
  (typeof left === 'object' && typeof right === 'object' && canonical(left) === canonical(right));

/** The same text for the same JSON value, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}
