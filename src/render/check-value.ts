import type { JsonSchema } from './prompt.ts';
import {
  arrayKeywords,
  type Check,
  combinedKeywords,
  type Keyword,
  objectKeywords,
  type Path,
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
  path: Path = [],
): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  const left = { steps: maxSteps };
  const { root = schema, matches, hasFormat } = options;
  const check = createCheck({ root, matches, hasFormat, left, depth: 0 }, problems);
  check.apply(schema, value, path);
  // Said last and always: a form that could not be looked at to its end may have been taken for one that does not fit.
  if (left.steps < 0) check.report(path, tooMuch);
  return problems;
}

/** Whether a problem is that there was no time to look: nothing is said about the value. */
export const isUnchecked = ({ message }: ValueProblem): boolean => message.endsWith(`${tooMuch}.`);

type State = Pick<Check, 'root' | 'matches' | 'hasFormat'> & {
  readonly left: { steps: number };
  readonly depth: number;
};

function createCheck(state: State, problems: ValueProblem[]): Check {
  const report = (path: Path, what: string) => {
    const name = path.length === 0 ? 'The value' : `"${path.join('.')}"`;
    problems.push({ path, message: `${name} ${what}.` });
  };
  return {
    root: state.root,
    matches: state.matches,
    hasFormat: state.hasFormat,
    report,
    apply(schema, value, path) {
      if (schema === false) report(path, 'is not allowed');
      if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
      state.left.steps -= 1;
      if (state.depth > maxDepth) state.left.steps = -1;
      if (state.left.steps < 0) return;
      const inner = createCheck({ ...state, depth: state.depth + 1 }, problems);
      for (const [keyword, given] of Object.entries(schema as SchemaObject)) {
        keywords.get(keyword)?.(given, value, path, inner, schema as SchemaObject);
      }
    },
    fits(schema, value) {
      const found: ValueProblem[] = [];
      createCheck(state, found).apply(schema, value, []);
      return found.length === 0;
    },
  };
}
