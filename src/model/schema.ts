import { posix } from 'node:path';
import type { Json, JsonSchema } from '../render/prompt.ts';
import { type Build, followYaml, placeOf, report, resolveOrReport, topOf, type Written } from './build.ts';
import { mapSchema, patternsOf } from './json-schema.ts';
import { recordOf } from './shape.ts';
import { validateSchema } from './validate.ts';

/**
 * The JSON Schema written at `written`, whole: other schema files its `$ref`s name are taken in under `$defs`, so that
 * what follows never needs a file. null where there is none to speak of.
 */
export function parseSchema(build: Build, written: Written): JsonSchema | null {
  const schema = written.value;
  if (typeof schema === 'boolean') return schema;
  if (!recordOf(schema)) return null;
  const whole = takeIn(build, written, isWholeFile(written) ? written.file.path : null);
  // Nothing can be held against a schema that is none: its own fault is enough.
  return checkSchema(build, written) ? whole : true;
}

/** The schema of a file that was named instead of written in place. */
export function parseSchemaFile(build: Build, from: Written, reference: string): JsonSchema | null {
  const followed = followYaml(build, { path: from.file.path, at: placeOf(from) }, reference, 'schema');
  if (!followed || followed.file.value === undefined) return null;
  const top = topOf(followed.file);
  if (typeof top.value === 'boolean' || recordOf(top.value)) return parseSchema(build, top);
  report(build, 'schema/invalid', 'A JSON Schema is an object.', placeOf(top));
  return null;
}

const isWholeFile = ({ path }: Written) => path.length === 0;

/** Whether it is a JSON Schema whose references and patterns can be followed; what is not is reported. */
function checkSchema(build: Build, written: Written): boolean {
  const problems = validateSchema(written.value);
  for (const { path, message } of problems) {
    const at = written.file.placeOf([...written.path, ...path]);
    // The prompt file's own schema, or the hunt for references, may have said the same in other words.
    const said = build.faults.some((fault) => fault.at.path === at.path && fault.at.line === at.line);
    if (!said) report(build, 'schema/invalid', message, at);
  }
  if (problems.length > 0) return false;
  for (const { pattern, path, part } of patternsOf(written.value as JsonSchema)) {
    const message = problemOfPattern(build, pattern);
    const at = written.file.placeOf([...written.path, ...path], part);
    if (message)
      report(build, 'schema/invalid', message, at, 'Lookaround and back-references are not supported.');
  }
  return true;
}

function problemOfPattern(build: Build, pattern: string): string | null {
  try {
    build.files.matches(pattern, '');
    return null;
  } catch (error) {
    // The engine keeps its reason apart from the words around it.
    const { error: reason } = error as { readonly error?: string };
    return `The pattern "${pattern}" cannot be read: ${reason ?? String(error)}.`;
  }
}

/** Schemas taken in, by path: where they end up in `$defs`. The root's own path ends up at the root. */
type Taken = {
  readonly names: Map<string, string>;
  readonly definitions: Record<string, Json>;
  /** What the root's own `$defs` are called. */
  readonly reserved: readonly string[];
};

function takeIn(build: Build, root: Written, rootPath: string | null): JsonSchema {
  const reserved = Object.keys(recordOf(recordOf(root.value)?.['$defs']) ?? {});
  const taken: Taken = { names: new Map(), definitions: {}, reserved };
  const whole = rewriteRefs(build, root, rootPath, rootPath, taken);
  if (taken.names.size === 0 || typeof whole === 'boolean') return whole;
  return { ...whole, $defs: { ...recordOf(whole['$defs']), ...taken.definitions } };
}

function rewriteRefs(
  build: Build,
  written: Written,
  ownPath: string | null,
  rootPath: string | null,
  taken: Taken,
): JsonSchema {
  const own = ownPath === null || ownPath === rootPath ? '#' : pointerTo(taken.names.get(ownPath));
  return mapSchema(written.value as JsonSchema, (node, path) => {
    const ref = node['$ref'];
    if (typeof ref !== 'string') return node;
    if (ref.startsWith('#')) return own === '#' ? node : { ...node, $ref: own + ref.slice(1) };
    const target = targetOf(build, written, [...path, '$ref'], ref, rootPath, taken);
    return target === null ? node : { ...node, $ref: target };
  });
}

/** Where the schema that `ref` names stands once it is taken in; null where it cannot be. */
function targetOf(
  build: Build,
  written: Written,
  path: readonly string[],
  ref: string,
  rootPath: string | null,
  taken: Taken,
): string | null {
  const [name = '', fragment = ''] = ref.split('#');
  const at = written.file.placeOf([...written.path, ...path]);
  const from = { path: written.file.path, at };
  const file = resolveOrReport(build, from, decoded(name));
  if (file === null) return null;
  if (file === rootPath) return `#${fragment}`;
  if (!taken.names.has(file)) {
    const followed = followYaml(build, from, decoded(name), 'schema');
    if (!followed || followed.file.value === undefined) return null;
    takeFile(build, topOf(followed.file), file, rootPath, taken);
  }
  return pointerTo(taken.names.get(file)) + fragment;
}

function takeFile(build: Build, top: Written, file: string, rootPath: string | null, taken: Taken): void {
  const name = freeName(file, taken);
  taken.names.set(file, name);
  const schema = rewriteRefs(build, top, file, rootPath, taken);
  checkSchema(build, top);
  // Inside another schema these two would give its references another base and another meaning.
  const { $id: _id, $schema: _schema, ...rest } = typeof schema === 'boolean' ? { not: !schema } : schema;
  taken.definitions[name] = typeof schema === 'boolean' ? schema : rest;
}

/** Under `$defs`, what a schema file that is taken in is called: its name without its endings. */
export const definitionName = (file: string): string =>
  posix
    .basename(file)
    .replace(/(\.schema)?\.(json|ya?ml)$/i, '')
    .replace(/[^A-Za-z0-9_-]+/g, '_');

/** Numbered when two folders have a file of one name. */
function freeName(file: string, { reserved, names }: Taken): string {
  const base = definitionName(file);
  const used = new Set([...reserved, ...names.values()]);
  let name = base;
  for (let count = 2; used.has(name); count += 1) name = `${base}-${count}`;
  return name;
}

const pointerTo = (name: string | undefined): string => `#/$defs/${name ?? ''}`;

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
