import { checkInPlaceCycles, resolvePointer } from './schema-refs.ts';
import { didYouMean, findNearest } from './suggest.ts';
import type { YamlPath } from './yaml-file.ts';

/** What is wrong with a JSON Schema, and at which of its values. */
export type SchemaProblem = { readonly path: YamlPath; readonly message: string };

/** Deepest nesting of a schema, in lists and maps. */
const maxDepth = 64;

/** More than these nobody reads. */
const maxProblems = 50;

/**
 * Whether a value is a valid JSON Schema: draft-07, or 2020-12 when `$schema` says so. Besides what their
 * meta-schemas refuse, refused are misspelt keywords, remote and dangling references, references that only lead to
 * themselves, `$data`, and depth. Empty: it is one.
 */
export function validateSchema(schema: unknown): readonly SchemaProblem[] {
  const deep = tooDeep(schema, 0);
  if (deep) return [{ path: deep, message: `The schema is nested more than ${maxDepth} deep.` }];
  const check: Check = { root: schema, is2020: is2020(schema), problems: [], path: [], refers: false };
  checkNode(check, schema);
  if (check.refers && check.problems.length === 0) check.problems.push(...checkInPlaceCycles(schema));
  return check.problems.slice(0, maxProblems);
}

type Check = {
  readonly root: unknown;
  readonly is2020: boolean;
  readonly problems: SchemaProblem[];
  /** Of what is looked at. */
  readonly path: (string | number)[];
  /** Whether anything leads on to another schema: without that, nothing leads in a circle. */
  refers: boolean;
};

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const is2020 = (schema: unknown): boolean =>
  isNode(schema) &&
  typeof schema['$schema'] === 'string' &&
  /\/draft\/20(?:19-09|20-12)\//.test(schema['$schema']);

/** Path of the first value below the bound, where nobody goes on. */
function tooDeep(value: unknown, depth: number): YamlPath | null {
  if (typeof value !== 'object' || value === null) return null;
  if (depth > maxDepth) return [];
  for (const [step, held] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const deep = tooDeep(held, depth + 1);
    if (deep) return [step, ...deep];
  }
  return null;
}

function checkNode(check: Check, node: unknown): void {
  if (typeof node === 'boolean' || check.problems.length >= maxProblems) return;
  if (!isNode(node)) {
    fail(check, 'A JSON Schema is a map, or true or false.');
    return;
  }
  for (const keyword of Object.keys(node)) checkBelow(check, keyword, node[keyword], checkKeyword);
}

type Checker = (check: Check, value: unknown) => void;

/** Checks what stands a step further down. */
function checkBelow(check: Check, step: string | number, value: unknown, checkHeld: Checker): void {
  check.path.push(step);
  checkHeld(check, value);
  check.path.pop();
}

function checkKeyword(check: Check, value: unknown): void {
  const keyword = keywordOf(check);
  const expected = keywords.get(keyword);
  if (!expected) checkUnknown(check, keyword);
  else if (isNode(value) && '$data' in value && expected !== 'named')
    fail(check, '"$data" is not supported.');
  else checkers[expected](check, value);
}

const keywordOf = ({ path }: Check): string => String(path.at(-1));

function fail({ problems, path }: Check, message: string): void {
  problems.push({ path: [...path], message });
}

/** An unknown keyword is a note by the standard; one that is nearly a known one is a mistake nobody would see. */
function checkUnknown(check: Check, keyword: string): void {
  if (keyword.length < 4 || keyword.startsWith('x-') || notes.has(keyword)) return;
  const near = findNearest(keyword, keywords.keys());
  if (near === null || Math.abs(near.length - keyword.length) > 2) return;
  fail(check, `Unknown keyword "${keyword}". Did you mean "${near}"?`);
}

/** Words of other dialects that look like misspelt keywords. */
const notes: ReadonlySet<string> = new Set(['example', 'discriminator', 'enumNames', 'nullable']);

type Expected =
  | 'type'
  | 'schema'
  | 'schemas'
  | 'named'
  | 'items'
  | 'tuple'
  | 'dependencies'
  | 'names'
  | 'namesByName'
  | 'enum'
  | 'count'
  | 'number'
  | 'positive'
  | 'text'
  | 'flag'
  | 'list'
  | 'ref'
  | 'anything';

const keywords: ReadonlyMap<string, Expected> = new Map([
  ...each('type', 'type'),
  ...each('named', '$defs definitions properties patternProperties dependentSchemas'),
  ...each('schemas', 'allOf anyOf oneOf'),
  ...each('tuple', 'prefixItems'),
  ...each('items', 'items'),
  ...each(
    'schema',
    'additionalItems additionalProperties unevaluatedItems unevaluatedProperties propertyNames',
  ),
  ...each('schema', 'contains contentSchema not if then else'),
  ...each('dependencies', 'dependencies'),
  ...each('names', 'required'),
  ...each('namesByName', 'dependentRequired'),
  ...each('enum', 'enum'),
  ...each(
    'count',
    'minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains',
  ),
  ...each('number', 'minimum maximum exclusiveMinimum exclusiveMaximum'),
  ...each('positive', 'multipleOf'),
  ...each('text', 'title description pattern format contentEncoding contentMediaType'),
  ...each('text', '$schema $id $anchor $comment $dynamicAnchor'),
  ...each('flag', 'uniqueItems readOnly writeOnly deprecated'),
  ...each('list', 'examples'),
  ...each('ref', '$ref $dynamicRef'),
  ...each('anything', 'const default $vocabulary'),
]);

function each(expected: Expected, words: string): readonly (readonly [string, Expected])[] {
  return words.split(' ').map((word) => [word, expected] as const);
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** A check of a keyword's value that needs one condition and one sentence. */
const must =
  (holds: (value: unknown) => boolean, words: string) =>
  (check: Check, value: unknown): void => {
    if (!holds(value)) fail(check, `"${keywordOf(check)}" must be ${words}.`);
  };

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.every((item) => typeof item === 'string') &&
  new Set(value).size === value.length;

const checkers: Readonly<Record<Expected, Checker>> = {
  type: checkType,
  schema: checkNode,
  schemas: (check, value) => checkList(check, value, 'a list of schemas, not empty'),
  tuple: (check, value) => checkList(check, value, 'a list of schemas, not empty'),
  named: (check, value) => checkNamed(check, value, checkNode),
  items: checkItems,
  dependencies: (check, value) =>
    checkNamed(check, value, (_, each) => (Array.isArray(each) ? checkers.names : checkNode)(check, each)),
  names: must(isNames, 'a list of different names'),
  namesByName: (check, value) => checkNamed(check, value, checkers.names),
  enum: must((value) => Array.isArray(value) && value.length > 0, 'a list of values, not empty'),
  count: must(isCount, 'a whole number of at least 0'),
  number: must((value) => typeof value === 'number', 'a number'),
  positive: must((value) => typeof value === 'number' && value > 0, 'a number above 0'),
  text: must((value) => typeof value === 'string', 'text'),
  flag: must((value) => typeof value === 'boolean', 'true or false'),
  list: must(Array.isArray, 'a list'),
  ref: checkRef,
  anything: () => undefined,
};

const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

function checkType(check: Check, value: unknown): void {
  if (!Array.isArray(value)) {
    checkTypeName(check, value);
    return;
  }
  if (value.length === 0 || new Set(value).size < value.length) {
    fail(check, '"type" must be a type, or a list of different types.');
  }
  for (const [index, type] of value.entries()) checkBelow(check, index, type, checkTypeName);
}

function checkTypeName(check: Check, type: unknown): void {
  if (typeof type === 'string' && types.includes(type)) return;
  const hint = typeof type === 'string' ? didYouMean(type, types) : null;
  const known = hint ?? `Known are ${types.join(', ')}.`;
  fail(check, `${JSON.stringify(type)} is not a type of JSON Schema. ${known}`);
}

function checkList(check: Check, value: unknown, words: string): void {
  if (!Array.isArray(value) || value.length === 0) {
    fail(check, `"${keywordOf(check)}" must be ${words}.`);
    return;
  }
  for (const [index, item] of value.entries()) checkBelow(check, index, item, checkNode);
}

function checkNamed(check: Check, value: unknown, checkHeld: Checker): void {
  if (!isNode(value)) {
    fail(check, `"${keywordOf(check)}" must be a map of names.`);
    return;
  }
  for (const name of Object.keys(value)) checkBelow(check, name, value[name], checkHeld);
}

function checkItems(check: Check, value: unknown): void {
  if (!Array.isArray(value)) {
    checkNode(check, value);
    return;
  }
  if (check.is2020) {
    fail(check, '"items" is one schema in 2020-12; a list of them is "prefixItems".');
    return;
  }
  checkList(check, value, 'a schema, or a list of them');
}

function checkRef(check: Check, value: unknown): void {
  if (typeof value !== 'string' || value === '') {
    fail(check, `"${keywordOf(check)}" must be text.`);
    return;
  }
  check.refers = true;
  if (/^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/\/)/.test(value)) {
    fail(check, `The reference "${value}" leaves the repository: schemas are never fetched.`);
    return;
  }
  if (value.startsWith('#/') && resolvePointer(check.root, value) === undefined) {
    fail(check, `Nothing stands at "${value}".`);
  }
}
