import type { Fault } from './fault.ts';
import type { Place } from './place.ts';
import { didYouMean } from './suggest.ts';
import type { FileKind } from './validate.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';
import { writtenAs } from './yaml-gotchas.ts';

/** One thing a file breaks of its schema, with the value it is about. */
export type FileProblem = {
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly pointer: string;
  readonly path: YamlPath;
  readonly value: unknown;
  /** Keys the object may have, of an unknown key. */
  readonly allowed: readonly string[];
};

/** Keys that decide which other keys an object has. Misspelt, everything else about the object sounds wrong. */
export const markers: ReadonlySet<string> = new Set([
  'examples',
  'history',
  'text',
  'image',
  'audio',
  'file',
  'dataset',
]);

type Words = Pick<Fault, 'message' | 'hint'> & { readonly rule?: string; readonly at?: Place };

/** A problem as a fault: named, placed, with what to type instead. */
export function problemInWords(kind: FileKind, file: YamlFile, problem: FileProblem): Fault {
  const { rule = ruleOf(kind, problem), message, hint, at } = inWords(file, problem);
  return { rule, message, at: at ?? file.placeOf(problem.path), ...(hint && { hint }) };
}

function inWords(file: YamlFile, problem: FileProblem): Words {
  const { keyword, params, path } = problem;
  const name = nameOf(path);
  switch (keyword) {
    case 'closed':
      return unknownKey(file, problem);
    case 'required':
      return missingKey(file, path, String(params['missingProperty']));
    case 'false schema':
      return misplacedKey(file, path);
    case 'type':
      return wrongType(file, problem);
    case 'enum':
      return notListed(problem);
    case 'const':
      return { message: `${name} must be ${JSON.stringify(params['allowedValue'])}.` };
    case 'pattern':
      return { message: `${name} ${patternInWords(String(params['pattern']))}.` };
    case 'propertyNames':
      return {
        message: `${quote(String(params['propertyName']))} cannot be a name here.`,
        hint: 'Use letters, digits and "_", not a digit first.',
        at: file.placeOf([...path, String(params['propertyName'])], 'key'),
      };
    default:
      return { message: `${name} ${limitInWords(keyword, params)}.` };
  }
}

const assertionKeys: ReadonlySet<unknown> = new Set(['type', 'weight', 'metric', 'transform', 'critical']);

/** The lint rule that explains a problem: what is wrong about one assertion's own value has rules of its own. */
function ruleOf(kind: FileKind, { keyword, path, params, value }: FileProblem): string {
  if (keyword === 'closed') return 'schema/unknown-key';
  const at = kind === 'test' ? lastAssertion(path) : -1;
  if (at === -1) return 'schema/invalid';
  const key = keyword === 'required' ? params['missingProperty'] : path[at + 1];
  if (key === 'type' && keyword === 'enum' && typeof value === 'string') return 'tests/unknown-assertion';
  return key === undefined || assertionKeys.has(key) ? 'schema/invalid' : 'tests/assertion-invalid';
}

/** Index, in a path, of the innermost assertion: the number after the last "assert". */
function lastAssertion(path: YamlPath): number {
  for (let at = path.length - 1; at > 0; at -= 1) {
    if (typeof path[at] === 'number' && path[at - 1] === 'assert') return at;
  }
  return -1;
}

function unknownKey(file: YamlFile, { path, params, allowed }: FileProblem): Words {
  const key = String(params['key']);
  return {
    message: `Unknown key ${quote(key)}.`,
    hint:
      didYouMean(key, allowed) ?? (allowed.length <= 14 ? `Known here: ${allowed.join(', ')}.` : undefined),
    at: file.placeOf([...path, key], 'key'),
  };
}

/** Keys that only make sense beside another one. */
const companions: Readonly<Record<string, string>> = { passRate: 'dataset', last: 'history' };

function misplacedKey(file: YamlFile, path: YamlPath): Words {
  const at = file.placeOf(path, 'key');
  const companion = companions[String(path.at(-1))];
  const beside = Object.keys(recordAt(file.value, path.slice(0, -1)));
  const marker = beside.find((key) => key !== path.at(-1) && markers.has(key));
  if (companion && !beside.includes(companion))
    return { message: `${nameOf(path)} only goes with ${quote(companion)}.`, at };
  return {
    message: `${nameOf(path)} does not go with ${marker ? quote(marker) : 'the other keys here'}.`,
    at,
  };
}

function missingKey(file: YamlFile, path: YamlPath, key: string): Words {
  if (path.length === 0 && key === 'promptops') {
    const message = 'The file does not say which format it has.';
    const { path: file_, line, column } = file.placeOf([]);
    return {
      message,
      hint: 'Start it with "promptops: 1".',
      at: { path: file_, line, column, endLine: line, endColumn: column },
    };
  }
  const named = path.at(-2) === 'assert' ? recordAt(file.value, path)['type'] : null;
  const type = typeof named === 'string' ? named : null;
  const at = type === null ? file.placeOf(path, 'key') : file.placeOf([...path, 'type']);
  if (path.length === 0) return { message: `The file has no ${quote(key)}.`, at: firstLine(at) };
  const owner = type === null ? nameOf(path) : quote(type);
  return { message: `${owner} needs ${quote(key)}.`, at: firstLine(at) };
}

function recordAt(root: unknown, path: YamlPath): Readonly<Record<string, unknown>> {
  let value = root;
  for (const step of path) value = (value as Readonly<Record<string | number, unknown>> | null)?.[step];
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A long span is no place to look at: only its first line. */
function firstLine(at: Place): Place {
  return at.endLine === at.line ? at : { ...at, endLine: at.line, endColumn: at.column };
}

function wrongType(file: YamlFile, { path, params, value }: FileProblem): Words {
  const wanted = [params['type']].flat().map((type) => typeNames[String(type)] ?? String(type));
  if (path.length === 0) {
    const message =
      value === null ? 'The file is empty.' : 'The file must be a map: "promptops: 1", then its keys.';
    return { message };
  }
  const message = `${nameOf(path)} must be ${wanted.join(' or ')}, not ${kindOf(value)}.`;
  const written = [params['type']].flat().includes('string') ? writtenAs(file, path) : null;
  return { message, at: firstLine(file.placeOf(path)), ...written };
}

/** The types of JSON Schema, as people call them. */
export const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'a map' : `${String(value)}`;
}

function notListed({ path, params, value }: FileProblem): Words {
  const words = [params['allowedValues']].flat().map(String);
  const isAssertion = path.at(-1) === 'type' && path.at(-3) === 'assert';
  if (typeof value !== 'string') {
    return { message: `${nameOf(path)} must be one of ${list(words)}, not ${kindOf(value)}.` };
  }
  const hint = didYouMean(value, words) ?? (words.length <= 14 ? `Known are ${list(words)}.` : undefined);
  if (isAssertion) return { message: `There is no assertion type ${quote(value)}.`, hint };
  return { message: `${quote(value)} is not allowed as ${nameOf(path, false)}.`, hint };
}

const patterns: Readonly<Record<string, string>> = {
  '^[a-z0-9][a-z0-9._-]{0,79}$':
    'must be lower-case letters, digits, ".", "_" and "-", at most 80, a letter or digit first',
  '^[A-Za-z0-9][A-Za-z0-9._-]*$': 'must be letters, digits, ".", "_" and "-", a letter or digit first',
  '^[A-Za-z0-9_-]{1,64}$': 'must be letters, digits, "_" and "-", at most 64',
  '^[A-Za-z_][A-Za-z0-9_]*$': 'must be the name of an environment variable, never the key itself',
  '^\\d{4}-\\d{2}-\\d{2}$': 'must be a day, as YYYY-MM-DD',
  '^[A-Z]{3}$': 'must be the three capital letters of a currency',
  '^https?://': 'must start with "https://" or "http://"',
  '^sha256:[0-9a-f…]{4,64}$': 'must be a digest, as "sha256:…"',
  '^\\$': 'must be a JSONPath, which starts with "$"',
  '^x\\d+(\\.\\d+)?$': 'must be a number, or a factor such as "x3"',
  '^[imsuv]*$': 'knows the flags i, m, s, u and v',
};

/** Forms that a schema wants, in words. */
const patternInWords = (pattern: string): string => patterns[pattern] ?? `must match ${pattern}`;

function limitInWords(keyword: string, params: Readonly<Record<string, unknown>>): string {
  const limit = String(params['limit']);
  switch (keyword) {
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return limit === '1' ? 'must not be empty' : `must have at least ${limit}`;
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return `must have at most ${limit}`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'exclusiveMinimum':
      return `must be above ${limit}`;
    case 'exclusiveMaximum':
      return `must be below ${limit}`;
    default:
      return `does not fit (${keyword})`;
  }
}

/** `"weight"`, `Item 2 of "tags"`. */
function nameOf(path: YamlPath, capital = true): string {
  const last = path.at(-1);
  if (last === undefined) return capital ? 'The file' : 'value of the file';
  if (typeof last === 'string') return quote(last);
  const owner = path.slice(0, -1).findLast((step) => typeof step === 'string');
  return `${capital ? 'Item' : 'item'} ${last + 1} of ${quote(String(owner ?? 'the file'))}`;
}

const quote = (text: string): string => `"${short(text)}"`;
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
const list = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');
