import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import { mapSchema, refsOf } from '../model/json-schema.ts';
import { didYouMean } from '../model/suggest.ts';
import type { YamlPath } from '../model/yaml-file.ts';
import type { JsonSchema } from '../render/prompt.ts';
import { assertionFault } from './assertion.ts';
import { loadLinear } from './regex.ts';
import { problemInWords, type SchemaProblem } from './schema-problem.ts';

/** What a value breaks of a schema; empty: nothing. */
export type SchemaCheck = (value: unknown) => readonly SchemaProblem[];

/**
 * Compiles a user's JSON Schema: draft-07 where `$schema` says so or a list stands under `items`, else 2020-12.
 * Patterns run on the linear-time engine; formats are checked. Throws an assertion fault at `path` for a schema that is
 * none (`type: objekt`), for a keyword that is a misspelt one, and for a `$ref` that leaves the schema.
 */
export async function compileSchema(schema: JsonSchema, path: YamlPath = ['value']): Promise<SchemaCheck> {
  const known = compiled.get(schema);
  if (known) return known;
  checkKeywords(schema, path);
  const ajv = await schemaCompiler(isDraft07(schema));
  const validate = compileWith(ajv, schema, path);
  const check: SchemaCheck = (value) => {
    if (validate(value)) return [];
    return describe(validate.errors ?? [], value);
  };
  if (typeof schema === 'object') compiled.set(schema, check);
  return check;
}

/** The prompt's schema is the same object in every case: compiled once. */
const compiled = new WeakMap<object, SchemaCheck>() as {
  get(schema: JsonSchema): SchemaCheck | undefined;
  set(schema: object, check: SchemaCheck): unknown;
};

type Compiler = {
  compile(schema: JsonSchema): ValidateFunction;
  validateSchema(schema: JsonSchema): unknown;
  errors?: ErrorObject[] | null;
};

async function schemaCompiler(draft07: boolean): Promise<Compiler> {
  const [{ Ajv }, { Ajv2020 }, formats, compile] = await Promise.all([
    import('ajv'),
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
    loadLinear(),
  ]);
  const regExp = Object.assign(
    (pattern: string) => {
      const regex = compile(pattern);
      // ajv keeps one compiled pattern per toString(): without it all patterns of a schema would be the first.
      return { test: (text: string) => regex.find(text) !== null, toString: () => pattern };
    },
    { code: 'linear' },
  );
  const options: Options = { allErrors: true, strict: false, verbose: true, logger: false, code: { regExp } };
  const ajv = draft07 ? new Ajv(options) : new Ajv2020(options);
  formats.default.default(ajv, { mode: 'fast' });
  return ajv;
}

function compileWith(ajv: Compiler, schema: JsonSchema, path: YamlPath): ValidateFunction {
  if (!ajv.validateSchema(schema)) throw invalidSchema(ajv.errors ?? [], path);
  try {
    return ajv.compile(schema);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw assertionFault({ message: `The JSON Schema cannot be used: ${message.replace(/\.$/, '')}.`, path });
  }
}

/** The deepest complaint is the one that names the wrong word; the others are its alternatives. */
function invalidSchema(errors: readonly ErrorObject[], path: YamlPath): Error {
  const deepest = errors.reduce<ErrorObject | null>(
    (worst, error) =>
      worst === null || error.instancePath.length > worst.instancePath.length ? error : worst,
    null,
  );
  const keys = pointerKeys(deepest?.instancePath ?? '');
  const words = errors.filter(
    (error) => error.instancePath === deepest?.instancePath && error.keyword === 'enum',
  );
  const allowed = words.flatMap(
    (error) => (error.params as { allowedValues?: unknown[] }).allowedValues ?? [],
  );
  const hint = allowed.length > 0 ? didYouMean(String(deepest?.data), allowed.map(String)) : null;
  const where = keys.length > 0 ? `"${keys.join('.')}"` : 'the schema';
  const wrong =
    allowed.length > 0
      ? `${where} cannot be "${deepest?.data}"`
      : `${where} ${deepest?.message ?? 'is invalid'}`;
  return assertionFault({
    message: `This is no JSON Schema: ${wrong}.`,
    path: [...path, ...keys],
    ...(hint ? { hint } : {}),
  });
}

const pointerKeys = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A misspelt keyword would be ignored, and the check it stands for never made. */
function checkKeywords(schema: JsonSchema, path: YamlPath): void {
  for (const { ref, path: keys } of refsOf(schema)) {
    if (ref.startsWith('#')) continue;
    throw assertionFault({
      message: `"$ref: ${ref}" leaves the schema: only references within it ("#/…") are followed.`,
      path: [...path, ...keys],
    });
  }
  mapSchema(schema, (node, keys) => {
    for (const keyword of Object.keys(node)) {
      if (keywords.has(keyword) || keyword.startsWith('x-')) continue;
      const hint = didYouMean(keyword, keywords);
      if (hint)
        throw assertionFault({
          message: `"${keyword}" is no JSON Schema keyword.`,
          hint,
          path: [...path, ...keys, keyword],
        });
    }
    return node;
  });
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

function describe(errors: readonly ErrorObject[], value: unknown): readonly SchemaProblem[] {
  const problems = new Map<string, SchemaProblem>();
  for (const error of errors) {
    const problem = problemInWords(error, value);
    if (problem) problems.set(`${problem.path} ${problem.message}`, problem);
  }
  return [...problems.values()];
}

const keywords: ReadonlySet<string> = new Set(
  `$schema $id $ref $defs $comment $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary
  definitions type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
  items prefixItems additionalItems unevaluatedItems maxItems minItems uniqueItems contains maxContains minContains
  maxProperties minProperties required properties patternProperties additionalProperties unevaluatedProperties
  dependencies dependentRequired dependentSchemas propertyNames if then else allOf anyOf oneOf not format
  contentMediaType contentEncoding contentSchema title description default deprecated readOnly writeOnly example
  examples discriminator nullable`.split(/\s+/),
);
