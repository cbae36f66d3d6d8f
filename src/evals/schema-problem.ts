import type { ErrorObject } from 'ajv';
import { excerpt } from './excerpt.ts';

/** One thing a value breaks of a schema: where (`output.items[2].name`) and what, in words. */
export type SchemaProblem = { readonly path: string; readonly message: string };

/** Up to this many problems are shown of one value. */
const shown = 5;

/** The problems of a value as one sentence each. */
export function listProblems(problems: readonly SchemaProblem[]): string {
  const lines = problems.slice(0, shown).map(({ path, message }) => `${path} ${message}`);
  const more = problems.length - lines.length;
  return `${lines.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** One ajv error in words; null where another error of the same value says it better. */
export function problemInWords(error: ErrorObject, root: unknown): SchemaProblem | null {
  const path = pathInWords(error.instancePath, root);
  const params: Readonly<Record<string, unknown>> = error.params;
  const got = ` (it is ${kindAndValue(error.data)})`;
  switch (error.keyword) {
    case 'if':
      return null;
    case 'type':
      return { path, message: `must be ${[params['type']].flat().join(' or ')}${got}` };
    case 'required':
      return { path, message: `must have "${params['missingProperty']}"` };
    case 'additionalProperties':
      return { path, message: `must not have "${params['additionalProperty']}"` };
    case 'unevaluatedProperties':
      return { path, message: `must not have "${params['unevaluatedProperty']}"` };
    case 'enum':
      return { path, message: `must be one of ${listValues(params['allowedValues'])}${got}` };
    case 'const':
      return { path, message: `must be ${excerpt(JSON.stringify(params['allowedValue']), 60)}${got}` };
    case 'false schema':
      return { path, message: 'is not allowed' };
    default:
      return { path, message: `${inOurVoice(error)}${scalarNote(error.data)}` };
  }
}

const inOurVoice = ({ message, keyword }: ErrorObject): string =>
  message?.replace('must NOT', 'must not') ?? `breaks "${keyword}"`;

const listValues = (values: unknown): string =>
  Array.isArray(values) ? excerpt(values.map((value) => JSON.stringify(value)).join(', '), 120) : '';

const scalarNote = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? ` (it is ${kindAndValue(value)})` : '';

/** What a value is, in words a reader of JSON knows. */
export function kindAndValue(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `the string ${JSON.stringify(excerpt(value, 60))}`;
  return `the ${typeof value} ${String(value)}`;
}

/** `/items/2/name` as `output.items[2].name`. */
function pathInWords(pointer: string, root: unknown): string {
  let path = 'output';
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const plain = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key);
    path += Array.isArray(value) ? `[${key}]` : plain ? `.${key}` : `[${JSON.stringify(key)}]`;
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return path;
}
