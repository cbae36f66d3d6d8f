import type { Environment } from '@marcbachmann/cel-js';
import { assertionFaultOf } from './assertion.ts';
import type { LinearRegex } from './regex.ts';

/** What an expression may name, and the type it is checked with. */
export const celVariables = {
  output: [
    'dyn',
    'the parsed answer where the prompt asks for JSON and it parses, else the text; after `transform`',
  ],
  text: ['string', 'the answer as text'],
  vars: ['map<string, dyn>', "the case's variables"],
  expected: ['dyn', "the case's `expected`, or null"],
  tool_calls: ['list<dyn>', 'every tool call of the case: `name`, `arguments`, `valid`'],
  usage: ['dyn', '`usage.input.total`, `usage.output.total`, …; null when the provider counted nothing'],
  cost_usd: ['dyn', 'USD of the case; null when no price is known'],
  latency_ms: ['double', 'milliseconds of the last answer'],
  finish: ['string', 'why the answer ended: stop, length, tool-calls, content-filter, refusal or other'],
  model: ['dyn', 'the model that says it answered, or null'],
} as const satisfies Readonly<Record<string, readonly [type: string, summary: string]>>;

/** The library's own method of this name runs on RegExp; calls are renamed to ours after the parse. */
export const linearMatches = 'matchesLinear';

type Compile = (pattern: string) => LinearRegex;

/**
 * CEL over JSON: numbers of an answer are doubles, so arithmetic and equality between int and double are defined;
 * lists and maps may mix types, as JSON does.
 */
export async function celEnvironment(compile: Compile): Promise<Environment> {
  const { Environment } = await import('@marcbachmann/cel-js');
  const environment = new Environment({ homogeneousAggregateLiterals: false });
  for (const [name, [type]] of Object.entries(celVariables)) environment.registerVariable(name, type);
  for (const [operator, apply] of Object.entries(arithmetic)) {
    environment.registerOperator(`double ${operator} int: double`, apply);
    environment.registerOperator(`int ${operator} double: double`, apply);
  }
  environment.registerOperator('double % double: double', remainder);
  environment.registerOperator('double == int: bool', (a: unknown, b: unknown) => Number(a) === Number(b));
  const matches = celMatches(compile);
  environment.registerFunction(`string.${linearMatches}(string): bool`, matches, { async: false });
  environment.registerFunction('matches(string, string): bool', matches, { async: false });
  return environment;
}

const remainder = (a: unknown, b: unknown): number => Number(a) % Number(b);

const arithmetic: Readonly<Record<string, (a: unknown, b: unknown) => number>> = {
  '+': (a, b) => Number(a) + Number(b),
  '-': (a, b) => Number(a) - Number(b),
  '*': (a, b) => Number(a) * Number(b),
  '/': (a, b) => Number(a) / Number(b),
  '%': remainder,
};

function celMatches(compile: Compile): (text: string, pattern: string) => boolean {
  const compiled = new Map<string, LinearRegex>();
  return (text, pattern) => {
    const regex = compiled.get(pattern) ?? compilePattern(compile, pattern);
    if (compiled.size < 100) compiled.set(pattern, regex);
    return regex.find(text) !== null;
  };
}

/** A pattern that comes from the answer itself and cannot be read is a failed expression, not a fault of the file. */
function compilePattern(compile: Compile, pattern: string): LinearRegex {
  try {
    return compile(pattern);
  } catch (error) {
    const fault = assertionFaultOf(error);
    throw fault ? new Error(fault.message) : error;
  }
}

/** JSON as the library reads it safely: maps instead of objects, so that a key such as "constructor" is only a key. */
export function toCel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return new Map(Object.entries(value).map(([key, held]) => [key, toCel(held)]));
}

/** A result as JSON; undefined: it has no JSON form. */
export function fromCel(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map((item) => fromCel(item) ?? null);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return record([...value]);
  if (typeof value !== 'object' || value === undefined) return undefined;
  if (Object.getPrototypeOf(value) === Object.prototype) return record(Object.entries(value));
  return String(value);
}

const record = (entries: readonly (readonly [unknown, unknown])[]): unknown =>
  Object.fromEntries(entries.map(([key, held]) => [String(fromCel(key)), fromCel(held) ?? null]));
