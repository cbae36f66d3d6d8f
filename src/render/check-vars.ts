import { type CheckOptions, checkValue } from './check-value.ts';
import { mediaProblem } from './media.ts';
import type { Input } from './prompt.ts';
import { surelyFits } from './surely-fits.ts';

export type VarProblem = {
  readonly kind: 'missing' | 'extra' | 'mistyped';
  readonly input: string;
  /** From the input's name down to the value that is wrong. */
  readonly path: readonly (string | number)[];
  readonly message: string;
};

type Inputs = Readonly<Record<string, Input>>;
type Vars = Readonly<Record<string, unknown>>;

/**
 * What keeps variables from filling a prompt's inputs: missing ones (not those with a default), ones nobody declared,
 * and values of the wrong kind. For an optional input null is the same as nothing. `maxTokens` is not looked at.
 */
export function checkVars(inputs: Inputs, vars: Vars, options: CheckOptions = {}): readonly VarProblem[] {
  const problems: VarProblem[] = [];
  for (const { name, input, fits } of fieldsOf(inputs)) {
    const isSure = isAbsent(input, name, vars) ? mayBeAbsent(input) : fits(vars[name]);
    if (!isSure) problems.push(...problemsOf(name, input, vars, options));
  }
  for (const name of Object.keys(vars)) {
    if (Object.hasOwn(inputs, name)) continue;
    const message = `"${name}" is not an input of the prompt.`;
    problems.push({ kind: 'extra', input: name, path: [name], message });
  }
  return problems;
}

/** The variables with the defaults of absent inputs filled in, and absent optional ones left out. */
export function withDefaults(inputs: Inputs, vars: Vars): Vars {
  const preset: [string, unknown][] = [];
  for (const { name, input } of fieldsOf(inputs)) {
    if (input.default !== undefined && isAbsent(input, name, vars)) preset.push([name, input.default]);
  }
  const given = withoutAbsent(inputs, vars);
  return preset.length === 0 ? given : { ...given, ...Object.fromEntries(preset) };
}

function withoutAbsent(inputs: Inputs, vars: Vars): Vars {
  const isGiven = (name: string) =>
    !isAbsent(Object.hasOwn(inputs, name) ? inputs[name] : undefined, name, vars);
  const names = Object.keys(vars);
  if (names.every(isGiven)) return vars;
  return Object.fromEntries(names.filter(isGiven).map((name) => [name, vars[name]]));
}

type Field = { readonly name: string; readonly input: Input; fits(value: unknown): boolean };

/** By the inputs: a prompt is rendered many times. */
const known = new WeakMap<Inputs, readonly Field[]>();

function fieldsOf(inputs: Inputs): readonly Field[] {
  const before = known.get(inputs);
  if (before) return before;
  const fields = Object.entries(inputs).map(([name, input]) => ({
    name,
    input,
    fits: input.kind === 'json' ? surelyFits(input.schema) : () => false,
  }));
  known.set(inputs, fields);
  return fields;
}

function isAbsent(input: Input | undefined, name: string, vars: Vars): boolean {
  if (!Object.hasOwn(vars, name) || vars[name] === undefined) return true;
  return vars[name] === null && input?.optional === true;
}

const mayBeAbsent = (input: Input): boolean => input.optional || input.default !== undefined;

function problemsOf(name: string, input: Input, vars: Vars, options: CheckOptions): readonly VarProblem[] {
  if (!isAbsent(input, name, vars)) return mismatches(name, input, vars[name], options);
  return [{ kind: 'missing', input: name, path: [name], message: `"${name}" is missing.` }];
}

function mismatches(
  name: string,
  input: Input,
  value: unknown,
  options: CheckOptions,
): readonly VarProblem[] {
  const mistyped = (path: readonly (string | number)[], message: string): VarProblem => ({
    kind: 'mistyped',
    input: name,
    path,
    message,
  });
  switch (input.kind) {
    case 'json':
      return checkValue(input.schema, value, options, [name]).map(({ path, message }) =>
        mistyped(path, message),
      );
    case 'messages':
      return checkValue(historySchema, value, {}, [name]).map(({ path, message }) => mistyped(path, message));
    case 'image':
    case 'audio':
    case 'file': {
      const problem = mediaProblem(input.kind, value);
      return problem === null ? [] : [mistyped([name], `"${name}" ${problem}.`)];
    }
  }
}

/** One message of a conversation, as a variable holds it. */
export type HistoryMessage = { readonly role: 'user' | 'assistant'; readonly content: string };

/**
 * A conversation: what was said, by whom. There is no system message in it, since it is data and may hold what a user
 * wrote; and no tool call, since a template cannot make one.
 */
export const historySchema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['role', 'content'],
    properties: { role: { enum: ['user', 'assistant'] }, content: { type: 'string' } },
    additionalProperties: false,
  },
} as const;
