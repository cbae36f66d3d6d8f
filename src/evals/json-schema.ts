import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { mapSchema, patternsOf, refsOf } from '../model/json-schema.ts';
import { didYouMean } from '../model/suggest.ts';
import { validateSchema } from '../model/validate.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import type { JsonSchema } from '../render/prompt.ts';
import { assertionFault, assertionFaultOf } from './assertion.ts';
import { loadLinear } from './regex.ts';
import { problemInWords, type SchemaProblem } from './schema-problem.ts';

/** What a value breaks of a schema; empty: nothing. */
export type SchemaCheck = (value: unknown) => Promise<readonly SchemaProblem[]>;

/**
 * A check against a user's JSON Schema: draft-07 where `$schema` says so or a list stands under `items`, else 2020-12.
 * Patterns run on the linear-time engine; formats are checked. Throws an assertion fault at `path` for a schema that is
 * none (`type: objekt`), a misspelt keyword, a pattern that cannot be read and a `$ref` that leaves the schema.
 *
 * The schema compiler is loaded and run for the first value, so that whoever only checks files never waits for it.
 */
export async function compileSchema(schema: JsonSchema, path: YamlPath = ['value']): Promise<SchemaCheck> {
  const known = typeof schema === 'object' ? checks.get(schema) : undefined;
  if (known) return known;
  await checkSchema(schema, path);
  let compiled: Promise<ValidateFunction> | undefined;
  const check: SchemaCheck = async (value) => {
    compiled ??= compile(schema);
    const validate = await compiled;
    return validate(value) ? [] : describe(validate.errors ?? [], value);
  };
  if (typeof schema === 'object') checks.set(schema, check);
  return check;
}

/** The prompt's schema is the same object in every case: compiled once. */
const checks = new WeakMap<object, SchemaCheck>();

async function checkSchema(schema: JsonSchema, path: YamlPath): Promise<void> {
  const leaving = refsOf(schema).find(({ ref }) => !ref.startsWith('#'));
  if (leaving) {
    throw assertionFault({
      message: `"$ref: ${leaving.ref}" leaves the schema: only references within it ("#/…") are followed.`,
      path: [...path, ...leaving.path],
    });
  }
  const dangling = refsOf(schema).find(
    ({ ref }) => /^#[^/]/.test(ref) && !anchorsOf(schema).has(ref.slice(1)),
  );
  if (dangling) {
    throw assertionFault({
      message: `Nothing is called "${dangling.ref}".`,
      path: [...path, ...dangling.path],
    });
  }
  const [problem] = validateSchema(schema);
  if (problem) throw assertionFault({ message: problem.message, path: [...path, ...problem.path] });
  checkFormats(schema, path);
  const patterns = patternsOf(schema);
  if (patterns.length === 0) return;
  const read = await loadLinear();
  for (const { pattern, path: keys, part } of patterns) readPattern(read, pattern, part, [...path, ...keys]);
}

/** `engine: js` is nothing a schema could say, so the hint that names it stays out. */
function readPattern(
  read: (pattern: string) => unknown,
  pattern: string,
  part: 'key' | 'value',
  path: YamlPath,
): void {
  try {
    read(pattern);
  } catch (error) {
    const fault = assertionFaultOf(error);
    if (!fault) throw error;
    throw assertionFault({
      message: fault.message,
      path,
      ...(part === 'value' && fault.at ? { at: fault.at } : {}),
    });
  }
}

/** A format nobody knows is a note by the standard; one that is nearly a known one is a check that is never made. */
function checkFormats(schema: JsonSchema, path: YamlPath): void {
  mapSchema(schema, (node, keys) => {
    const { format } = node;
    const hint = typeof format === 'string' && !formats.has(format) ? didYouMean(format, formats) : null;
    if (hint)
      throw assertionFault({
        message: `There is no format "${format}".`,
        hint,
        path: [...path, ...keys, 'format'],
      });
    return node;
  });
}

const formats: ReadonlySet<string> = new Set(
  `date time date-time iso-time iso-date-time duration uri uri-reference uri-template url email hostname ipv4 ipv6 regex
  uuid json-pointer relative-json-pointer byte int32 int64 float double password binary idn-email idn-hostname iri
  iri-reference`.split(/\s+/),
);

function anchorsOf(schema: JsonSchema): ReadonlySet<string> {
  const anchors = new Set<string>();
  mapSchema(schema, (node) => {
    for (const name of [node['$anchor'], node['$dynamicAnchor']])
      if (typeof name === 'string') anchors.add(name);
    if (typeof node['$id'] === 'string' && node['$id'].startsWith('#')) anchors.add(node['$id'].slice(1));
    return node;
  });
  return anchors;
}

function isDraft07(schema: JsonSchema): boolean {
  if (typeof schema !== 'object') return false;
  const { $schema } = schema;
  if (typeof $schema === 'string') return /draft-0[4-7]/.test($schema);
  let tuple = false;
  mapSchema(schema, (node) => {
    tuple ||= Array.isArray(node['items']);
    return node;
  });
  return tuple;
}

async function compile(schema: JsonSchema): Promise<ValidateFunction> {
  const draft07 = isDraft07(schema);
  const loading = compilers.get(draft07) ?? loadCompiler(draft07);
  compilers.set(draft07, loading);
  const ajv = await loading;
  try {
    return ajv.compile(schema);
  } finally {
    if (typeof schema === 'object') ajv.removeSchema(schema);
  }
}

/** One for each draft. */
const compilers = new Map<boolean, Promise<Ajv>>();

async function loadCompiler(draft07: boolean): Promise<Ajv> {
  const [Compiler, addFormats, read] = await Promise.all([
    draft07
      ? import('ajv').then(({ default: { Ajv } }) => Ajv)
      : import('ajv/dist/2020.js').then(({ default: { Ajv2020 } }) => Ajv2020),
    import('ajv-formats'),
    loadLinear(),
  ]);
  const regExp = Object.assign(
    (pattern: string) => {
      const regex = read(pattern);
      // ajv keeps one compiled pattern per toString(): without it all patterns of a schema would be the first.
      return { test: (text: string) => regex.find(text) !== null, toString: () => pattern };
    },
    { code: 'linear' },
  );
  const ajv = new Compiler({
    allErrors: true,
    strict: false,
    verbose: true,
    logger: false,
    // The schema is checked above, and compiling the meta-schemas takes longer than all else.
    meta: false,
    validateSchema: false,
    // Two schemas may bear the same $id.
    addUsedSchema: false,
    code: { regExp },
  });
  addFormats.default.default(ajv, { mode: 'fast' });
  return ajv;
}

function describe(errors: readonly ErrorObject[], value: unknown): readonly SchemaProblem[] {
  const problems = new Map<string, SchemaProblem>();
  for (const error of errors) {
    const problem = problemInWords(error, value);
    if (problem) problems.set(`${problem.path} ${problem.message}`, problem);
  }
  return [...problems.values()];
}
