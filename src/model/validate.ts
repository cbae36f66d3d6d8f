import type { Fault } from './fault.ts';
import { type Respelling, respell, soundOnes } from './respelt.ts';
import { type FileProblem, markers, problemInWords, typeNames } from './schema-words.ts';
import { textsOf } from './shape.ts';
import { findNearest } from './suggest.ts';
import { textsOfFile } from './text-paths.ts';
import {
  allowedKeys,
  approvals,
  channels,
  config,
  overlay,
  policy,
  pricing,
  prompt,
  type SchemaError,
  test,
  tool,
  traffic,
} from './validators.generated.js';
import type { YamlFile, YamlPath } from './yaml-file.ts';
import { checkTexts } from './yaml-gotchas.ts';

export { validateSchema } from './schema-check.ts';

/** Files that are written by hand and have a schema of their own. */
export type FileKind =
  | 'prompt'
  | 'overlay'
  | 'tool'
  | 'test'
  | 'config'
  | 'pricing'
  | 'traffic'
  | 'approvals'
  | 'policy'
  | 'channels';

const validators = { prompt, overlay, tool, test, config, pricing, traffic, approvals, policy, channels };

/** A file with more mistakes than this is another kind of file; nobody reads on. */
const maxFaults = 100;

/**
 * What a parsed file breaks of the schema of its kind, one fault per mistake, in the order of the file: unknown keys
 * and values with a "did you mean", and texts that YAML reads otherwise than they look. Empty for a file that does
 * not parse: `file.faults` says why.
 */
export function validateFile(kind: FileKind, file: YamlFile): readonly Fault[] {
  return file.value === undefined ? [] : faultsOf(kind, file, problemsOf(kind, file));
}

/**
 * The same, and the file as it was meant: with what is surely misspelt spelt right. It cannot be used before that is
 * done; until then, nothing else is to be called wrong for it.
 */
export function validateAsMeant(
  kind: FileKind,
  file: YamlFile,
): { readonly faults: readonly Fault[]; readonly meant: YamlFile } {
  if (file.value === undefined) return { faults: [], meant: file };
  const problems = problemsOf(kind, file);
  const faults = faultsOf(kind, file, problems);
  const respellings = respellingsIn(problems);
  if (respellings.length === 0) return { faults, meant: file };
  const wrong = errorsOf(kind, respell(file, respellings)).map(({ instancePath }) => instancePath);
  return { faults, meant: respell(file, soundOnes(respellings, wrong)) };
}

function errorsOf(kind: FileKind, { value }: YamlFile): readonly SchemaError[] {
  const validate = validators[kind];
  return validate(value) ? [] : (validate.errors ?? []);
}

function faultsOf(kind: FileKind, file: YamlFile, problems: readonly FileProblem[]): readonly Fault[] {
  const texts = checkTexts(file, textsOfFile(kind, file.value));
  const found = [
    ...schemaFaults(kind, file, problems).filter((fault) => !isCommentedOut(fault, texts)),
    ...texts,
  ];
  found.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  return found.slice(0, maxFaults);
}

/** A text that is nothing but a comment is empty as well: one mistake. */
const isCommentedOut = ({ message, at }: Fault, texts: readonly Fault[]): boolean =>
  message.endsWith('not empty.') && texts.some((text) => text.at.line === at.line);

const problemsOf = (kind: FileKind, file: YamlFile): readonly FileProblem[] =>
  errorsOf(kind, file)
    .filter((error) => error.keyword !== 'if' && !('propertyName' in error))
    .slice(0, maxFaults * 10)
    .map((error) => toProblem(file, error))
    .filter((problem) => kind !== 'test' || !waitsForRow(file, problem));

/** What is near a key that is missing, or a value that is allowed; of two keys for one, the first. */
function respellingsIn(problems: readonly FileProblem[]): readonly Respelling[] {
  const found = new Map<string, Respelling>();
  for (const problem of problems.map((each) => misspeltRequired(each) ?? each)) {
    const each = respellingOf(problem);
    const id = each && JSON.stringify([problem.pointer, each.part === 'key' && each.to]);
    if (id && !found.has(id)) found.set(id, each);
  }
  return [...found.values()];
}

function respellingOf({ keyword, path, params, value, allowed }: FileProblem): Respelling | null {
  if (keyword === 'closed') {
    const key = String(params['key']);
    const to = findNearest(key, allowed);
    const isFree = to !== null && !Object.hasOwn(Object(value), to);
    return isFree ? { part: 'key', path: [...path, key], to } : null;
  }
  if (keyword !== 'enum' || typeof value !== 'string') return null;
  const to = findNearest(value, textsOf(params['allowedValues']));
  // A type of JSON Schema that is none lets everything pass; what was meant may not fit its own example.
  return to === null || (path.at(-1) === 'type' && Object.hasOwn(typeNames, to))
    ? null
    : { part: 'value', path, to };
}

function schemaFaults(kind: FileKind, file: YamlFile, problems: readonly FileProblem[]): Fault[] {
  const unknown = problems.flatMap((problem) => unknownKey(problem) ?? []);
  const typos = new Map<string, Set<string>>();
  for (const { parent, meant } of unknown) {
    if (meant !== null) typos.set(parent, (typos.get(parent) ?? new Set()).add(meant));
  }
  const seen = new Set<string>();
  return problems.flatMap((problem) => {
    if (isEcho(problem, typos)) return [];
    const fault = problemInWords(kind, file, misspeltRequired(problem) ?? problem);
    const id = `${fault.at.line}:${fault.at.column} ${fault.message}`;
    if (seen.has(id)) return [];
    seen.add(id);
    return [fault];
  });
}

function toProblem(file: YamlFile, { instancePath, keyword, params }: SchemaError): FileProblem {
  const { path, value } = follow(file.value, instancePath);
  return {
    keyword,
    params,
    pointer: instancePath,
    path,
    value,
    allowed: allowedKeys[Number(params['closed'])] ?? [],
  };
}

/** In an entry over a dataset, a text that is exactly one `{{row.x}}` becomes the row's value, whatever its type. */
function waitsForRow(file: YamlFile, { path, value }: FileProblem): boolean {
  if (typeof value !== 'string' || !/^\{\{\s*row\b[^{}]*\}\}$/.test(value) || path[0] !== 'tests')
    return false;
  const { value: entry } = follow(file.value, `/tests/${path[1]}`);
  return typeof entry === 'object' && entry !== null && 'dataset' in entry;
}

/** Path and value behind a JSON pointer; numbers are indexes only where there is a list. */
function follow(root: unknown, pointer: string): { path: YamlPath; value: unknown } {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(key) : key);
    value = (value as Readonly<Record<string, unknown>> | null)?.[key];
  }
  return { path, value };
}

function unknownKey(problem: FileProblem): { parent: string; meant: string | null } | null {
  if (problem.keyword !== 'closed') return null;
  return { parent: problem.pointer, meant: findNearest(String(problem.params['key']), problem.allowed) };
}

/** Whether a problem only repeats, as a missing or misplaced key, what an unknown key of the same object already says. */
function isEcho(
  { keyword, params, pointer }: FileProblem,
  typos: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const own = typos.get(pointer) ?? new Set<string>();
  const misled = [...own].some((key) => markers.has(key));
  if (keyword === 'required') return misled || own.has(String(params['missingProperty']));
  if (keyword !== 'false schema' && keyword !== 'pattern') return false;
  const around = typos.get(pointer.slice(0, pointer.lastIndexOf('/'))) ?? new Set<string>();
  return [...around].some((key) => markers.has(key));
}

const everyKey: ReadonlySet<string> = new Set(allowedKeys.flat());

/** A missing key that stands there misspelt, in an object whose keys depend on it: an unknown key. */
function misspeltRequired(problem: FileProblem): FileProblem | null {
  const { keyword, params, value } = problem;
  if (keyword !== 'required' || typeof value !== 'object' || value === null) return null;
  const missing = String(params['missingProperty']);
  const strange = Object.keys(value).filter((key) => !everyKey.has(key) && !key.startsWith('x-'));
  const key = findNearest(missing, strange);
  return key === null ? null : { ...problem, keyword: 'closed', params: { key }, allowed: [missing] };
}
