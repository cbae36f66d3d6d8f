import { didYouMean } from '../../model/suggest.ts';
import type { AssertionSpec } from '../../model/test-file.ts';
import type { YamlPath } from '../../model/yaml-file.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import { type AssertionContext, assertionFault, assertionFaultOf } from '../assertion.ts';

/** A text, or a number that stands for its digits. */
export const textSchema: JsonSchema = { type: ['string', 'number'], minLength: 1 };

export const textListSchema: JsonSchema = { type: 'array', minItems: 1, items: textSchema };

/** A text to compare with, or several. */
export const referencesSchema: JsonSchema = {
  type: ['string', 'number', 'array'],
  minLength: 1,
  minItems: 1,
  items: textSchema,
};

/** A number, or bounds of one. */
export const countSchema: JsonSchema = {
  type: ['integer', 'object'],
  minimum: 0,
  minProperties: 1,
  additionalProperties: false,
  properties: { min: { type: 'integer', minimum: 0 }, max: { type: 'integer', minimum: 0 } },
};

/** `value` as text; `expected` stands in where the context is given. */
export function readText(spec: AssertionSpec, context?: AssertionContext): string {
  const value = spec.value ?? context?.expected;
  if (value === undefined || value === null) {
    const hint = context ? 'Write a "value", or give the case an "expected".' : 'Write a "value".';
    throw assertionFault({ message: `"${spec.type}" has nothing to compare with.`, hint, path: ['type'] });
  }
  return textOf(spec, value, []);
}

/** One text or several to compare with; `expected` stands in. */
export function readReferences(spec: AssertionSpec, context: AssertionContext): readonly string[] {
  const value = spec.value ?? context.expected;
  if (!Array.isArray(value)) return [readText(spec, context)];
  return spec.value === undefined ? textsOf(spec, value) : readTextList(spec);
}

function textOf(spec: AssertionSpec, value: unknown, path: readonly number[]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value !== '') return value;
  if (value === '')
    throw assertionFault({ message: `"${spec.type}" has an empty value.`, path: ['value', ...path] });
  throw assertionFault({ message: `The value of "${spec.type}" must be text.`, path: ['value', ...path] });
}

export function readTextList(spec: AssertionSpec): readonly string[] {
  const { value } = spec;
  if (!Array.isArray(value)) {
    throw assertionFault({
      message: `The value of "${spec.type}" must be a list of texts.`,
      hint: 'Write one text a line, each after "- ".',
    });
  }
  if (value.length === 0) throw assertionFault({ message: `"${spec.type}" has an empty list.` });
  return textsOf(spec, value);
}

const textsOf = (spec: AssertionSpec, list: readonly unknown[]): readonly string[] =>
  list.map((item, index) => textOf(spec, item, [index]));

export type Bounds = { readonly min: number; readonly max: number };

/** `n` is exactly n; `{ min, max }` may leave one out. */
export function readBounds(spec: AssertionSpec, value: unknown, key = 'value'): Bounds {
  const fail = (message: string) => assertionFault({ message, path: [key] });
  if (typeof value === 'number') {
    if (!isCount(value)) throw fail(`"${key}" must be a whole number of at least 0.`);
    return { min: value, max: value };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fail(`"${key}" of "${spec.type}" must be a number, or "min" and "max".`);
  }
  const bounds = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(bounds).find((name) => name !== 'min' && name !== 'max');
  if (unknown !== undefined)
    throw assertionFault({
      message: `"${unknown}" is not a key here: use "min" and "max".`,
      path: [key, unknown],
    });
  const { min = 0, max = Number.POSITIVE_INFINITY } = bounds;
  if (!isCount(min) || !(isCount(max) || max === Number.POSITIVE_INFINITY)) {
    throw fail('"min" and "max" must be whole numbers of at least 0.');
  }
  if (Object.keys(bounds).length === 0) throw fail(`"${spec.type}" needs "min" or "max".`);
  if (min > max) throw fail(`"min" (${min}) is above "max" (${max}): nothing can pass.`);
  return { min, max };
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

export const within = (count: number, { min, max }: Bounds): boolean => count >= min && count <= max;

export function boundsInWords({ min, max }: Bounds): string {
  if (min === max) return `exactly ${min}`;
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}`;
  return min === 0 ? `at most ${max}` : `${min} to ${max}`;
}

/** An option that is one of a few words. */
export function readChoice<Word extends string>(
  spec: AssertionSpec,
  key: string,
  words: readonly Word[],
  otherwise: Word,
): Word {
  const value = spec.options[key];
  if (value === undefined) return otherwise;
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  const hint = didYouMean(String(value), words);
  throw assertionFault({
    message: `"${key}" of "${spec.type}" must be ${words.map((one) => `"${one}"`).join(' or ')}.`,
    ...(hint ? { hint } : {}),
    path: [key],
  });
}

/** `threshold` between two bounds; `otherwise` where none is written, null: it must be. */
export function readThreshold(
  spec: AssertionSpec,
  otherwise: number | null,
  max = Number.POSITIVE_INFINITY,
): number {
  const threshold = spec.threshold ?? otherwise;
  if (threshold === null) {
    throw assertionFault({ message: `"${spec.type}" needs a "threshold".`, path: ['type'] });
  }
  if (Number.isFinite(threshold) && threshold >= 0 && threshold <= max) return threshold;
  const range = max === Number.POSITIVE_INFINITY ? 'at least 0' : `0 to ${max}`;
  throw assertionFault({ message: `The threshold of "${spec.type}" must be ${range}.`, path: ['threshold'] });
}

/** An option that is true or false; false where none is written. */
export function readFlag(spec: AssertionSpec, key: string): boolean {
  const value = spec.options[key] ?? false;
  if (typeof value === 'boolean') return value;
  throw assertionFault({ message: `"${key}" of "${spec.type}" must be true or false.`, path: [key] });
}

/** An option that is a whole number from 0 to `max`. */
export function readCount(
  spec: AssertionSpec,
  key: string,
  { otherwise, max }: { readonly otherwise: number; readonly max: number },
): number {
  const value = spec.options[key] ?? otherwise;
  if (isCount(value) && value <= max) return value;
  throw assertionFault({
    message: `"${key}" of "${spec.type}" must be a whole number from 0 to ${max}.`,
    path: [key],
  });
}

export function readTextOption(spec: AssertionSpec, key: string): string | null {
  const value = spec.options[key];
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  throw assertionFault({ message: `"${key}" of "${spec.type}" must be text.`, path: [key] });
}

/** `provider` as provider/model; `otherwise` where none is written, null: it must be. */
export function readModelOption(
  spec: AssertionSpec,
  { dependsOn }: AssertionContext,
  { otherwise = null, hint }: { readonly otherwise?: string | null; readonly hint: string },
): string {
  const model = readTextOption(spec, 'provider') ?? otherwise;
  if (model === null)
    throw assertionFault({ message: `"${spec.type}" has no model to ask.`, hint, path: ['type'] });
  if (/^[^/\s]+\/\S+$/.test(model)) {
    dependsOn?.({ model });
    return model;
  }
  const path = spec.options['provider'] === undefined ? ['type'] : ['provider'];
  throw assertionFault({ message: `"${model}" is no model: write it as provider/model.`, path });
}

/** Runs what may throw a fault about `value`, and has the fault stand at another path of the assertion. */
export async function compileAt<Compiled>(
  path: YamlPath,
  compile: () => Promise<Compiled>,
): Promise<Compiled> {
  try {
    return await compile();
  } catch (error) {
    const fault = assertionFaultOf(error);
    throw fault
      ? assertionFault({ ...fault, path: [...path, ...(fault.path ?? ['value']).slice(1)] })
      : error;
  }
}
