import type { Json, JsonSchema } from './prompt.ts';
import {
  arrayKeywords,
  type Check,
  combinedKeywords,
  type Keyword,
  objectKeywords,
  type SchemaObject,
  scalarKeywords,
} from './schema-keywords.ts';

export type ValueProblem = { readonly path: readonly (string | number)[]; readonly message: string };

export type CheckOptions = {
  /** Whether a text matches a `pattern`. Without it patterns are not looked at: a RegExp can be made to hang. */
  matches?(pattern: string, text: string): boolean;
  /** Whether a value has a `format`. Without it formats say nothing. */
  hasFormat?(format: string, value: string | number): boolean;
  /** What `$ref`s are looked up in, when not the schema itself. */
  readonly root?: JsonSchema;
};

const tooMuch = 'cannot be checked: its schema asks for too much';
const maxSteps = 1_000_000;
const maxDepth = 200;

const keywords: ReadonlyMap<string, Keyword> = new Map(
  [scalarKeywords, arrayKeywords, objectKeywords, combinedKeywords].flatMap((table) => Object.entries(table)),
);

/**
 * What is wrong with a value, by the keywords of JSON Schema that say what data looks like: type, enum, const, minimum,
 * maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength (code points), pattern, items,
 * prefixItems, additionalItems, minItems, maxItems, uniqueItems, contains, properties, required, additionalProperties,
 * patternProperties, propertyNames, minProperties, maxProperties, dependentRequired, allOf, anyOf, oneOf, not,
 * if/then/else and `$ref` within the schema, and `format` where `hasFormat` is given. Others say nothing here. Time is
 * bounded: a schema that asks for too much is a problem of its own. `path` is where the value stands; problems' paths
 * begin with it.
 */
export function checkValue(
  schema: JsonSchema,
  value: unknown,
  options: CheckOptions = {},
  path: readonly (string | number)[] = [],
): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  const { root = schema, matches, hasFormat } = options;
  const check = createCheck({ root, matches, hasFormat }, path, problems);
  check.apply(schema, value);
  // Said last and always: a form that could not be looked at to its end may have been taken for one that does not fit.
  if (check.isSpent()) check.report(tooMuch);
  return problems;
}

/** Whether a keyword can keep a variable out; `format` cannot, as no render brings `hasFormat`. */
export const isChecked = (keyword: string): boolean => keyword !== 'format' && keywords.has(keyword);

/** Whether a problem is that there was no time to look: nothing is said about the value. */
export const isUnchecked = ({ message }: ValueProblem): boolean => message.endsWith(`${tooMuch}.`);

type Ground = Pick<Check, 'root' | 'matches' | 'hasFormat'>;

function createCheck(
  { root, matches, hasFormat }: Ground,
  path: readonly (string | number)[],
  problems: ValueProblem[],
) {
  const place = [...path];
  let found = problems;
  let steps = maxSteps;
  let depth = 0;
  const check: Check & { isSpent(): boolean } = {
    root,
    matches,
    hasFormat,
    isSpent: () => steps < 0,
    report(what, step) {
      const at = step === undefined ? [...place] : [...place, step];
      const name = at.length === 0 ? 'The value' : `"${at.join('.')}"`;
      found.push({ path: at, message: `${name} ${what}.` });
    },
    apply(schema, value, step) {
      if (schema === false) check.report('is not allowed', step);
      if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
      steps -= 1;
      if (depth > maxDepth) steps = -1;
      if (steps < 0) return;
      if (step !== undefined) place.push(step);
      depth += 1;
      const said = keywordsOf(schema as SchemaObject);
      for (let at = 0; at < said.length; at += 1) {
        const { keyword, given } = said[at] as Given;
        keyword(given, value, check, schema as SchemaObject);
      }
      depth -= 1;
      if (step !== undefined) place.pop();
    },
    fits(schema, value) {
      const outer = found;
      found = [];
      check.apply(schema, value);
      const isFit = found.length === 0;
      found = outer;
      return isFit;
    },
  };
  return check;
}

type Given = { readonly keyword: Keyword; readonly given: Json };

/** What a schema says, looked up once: a prompt is rendered many times, and most of what it says is always true. */
const known = new WeakMap<SchemaObject, readonly Given[]>();

function keywordsOf(schema: SchemaObject): readonly Given[] {
  const before = known.get(schema);
  if (before) return before;
  const all = Object.entries(schema).flatMap(([name, given]): Given[] => {
    const keyword = keywords.get(name);
    return keyword ? [{ keyword, given }] : [];
  });
  known.set(schema, all);
  return all;
}
