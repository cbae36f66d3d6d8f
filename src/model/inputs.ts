import { checkValue } from '../render/check-value.ts';
import type { Input, JsonSchema } from '../render/prompt.ts';
import { type Build, membersOf, placeOf, report, type Written, within } from './build.ts';
import { parseSchema } from './schema.ts';
import { type JsonRecord, numberOf, oneOf, recordOf } from './shape.ts';

/** Keys of an input that are ours and no JSON Schema. */
const extras: ReadonlySet<string> = new Set([
  'optional',
  'default',
  'example',
  'trust',
  'sensitive',
  'maxTokens',
]);
const mediaKinds = ['messages', 'image', 'audio', 'file'] as const;
/** One of these says what a value is. */
const typeKeywords = ['type', 'enum', 'const', '$ref', 'anyOf', 'oneOf', 'allOf'];

/** The declared inputs. One that makes no sense still stands, as anything, so that its uses are not called undeclared. */
export function parseInputs(build: Build, written: Written): Readonly<Record<string, Input>> {
  return Object.fromEntries(
    membersOf(written).map(({ key, written: input }) => [key, parseInput(build, key, input)]),
  );
}

function parseInput(build: Build, name: string, written: Written): Input {
  const record = recordOf(written.value) ?? {};
  const kind = oneOf(record['type'], mediaKinds) ?? 'json';
  const schema = kind === 'json' ? inputSchema(build, name, written, record) : true;
  const input: Input = {
    kind,
    schema,
    optional: record['optional'] === true,
    ...(record['default'] === undefined ? {} : { default: record['default'] }),
    trust: record['trust'] === 'untrusted' ? 'untrusted' : 'trusted',
    sensitive: record['sensitive'] === true,
    maxTokens: numberOf(record['maxTokens']),
  };
  if (kind === 'json') checkOwnValues(build, name, input, written);
  return input;
}

function inputSchema(build: Build, name: string, written: Written, record: JsonRecord): JsonSchema {
  const schema = Object.fromEntries(
    Object.entries(record).filter(([key]) => !extras.has(key) && !key.startsWith('x-')),
  );
  if (!typeKeywords.some((keyword) => Object.hasOwn(schema, keyword))) {
    const message = `The input "${name}" has no type.`;
    report(build, 'vars/no-type', message, placeOf(written, 'key'), 'Add one, such as "type: string".');
  }
  return parseSchema(build, { ...written, value: schema }) ?? true;
}

function checkOwnValues(build: Build, name: string, input: Input, written: Written): void {
  const checks = [
    ['default', 'vars/default-mismatch', 'default'],
    ['example', 'vars/example-mismatch', 'example'],
  ] as const;
  for (const [key, rule, noun] of checks) {
    const own = within(written, key);
    if (own.value === undefined) continue;
    for (const { at, message } of mismatches(build, input.schema, own, name)) {
      report(build, rule, `The ${noun} of "${name}" does not fit: ${message}`, at);
    }
  }
}

/** What is wrong with a value that was written in a file, each problem at its place; `name` is what messages call it. */
export function mismatches(
  build: Build,
  schema: JsonSchema,
  written: Written,
  name: string,
  value = written.value,
) {
  const matches = (pattern: string, text: string) => safeMatches(build, pattern, text);
  return checkValue(schema, value, { matches }, [name]).map(({ path, message }) => ({
    at: written.file.placeOf([...written.path, ...path.slice(1)]),
    message,
  }));
}

/** A pattern that cannot be read has its own fault, and one that is waited for is asked again: neither is a mismatch. */
export function safeMatches(build: Pick<Build, 'files'>, pattern: string, text: string): boolean {
  try {
    return build.files.matches(pattern, text) ?? true;
  } catch {
    return true;
  }
}
