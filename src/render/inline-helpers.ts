import type { Budget } from './budget.ts';
import { fence } from './fence.ts';

/** What an inline helper is called with. */
export type InlineCall = {
  readonly args: readonly unknown[];
  readonly hash: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
  /** Name of the variable an argument reads; `text` when it reads none. */
  nameOf(index: number): string;
  /** Raises the error `"<argument as written>" <what>`. */
  refuse(index: number, what: string, hint: string): never;
};

/** The helpers that give a value. Their arguments were counted when the template was parsed. */
export const inlineHelpers: ReadonlyMap<string, (call: InlineCall) => unknown> = new Map([
  ['lookup', lookup],
  ['json', json],
  ['eq', ({ args, budget }: InlineCall) => isEqual(args[0], args[1], budget)],
  ['and', ({ args }: InlineCall) => firstOrLast(args, (value) => !isTruthy(value))],
  ['or', ({ args }: InlineCall) => firstOrLast(args, (value) => isTruthy(value))],
  ['not', ({ args }: InlineCall) => !isTruthy(args[0])],
  ['join', join],
  ['fence', fenced],
]);

/** Handlebars' truth: empty lists are false, empty objects are true; zero is false unless `includeZero`. */
export function isTruthy(value: unknown, includeZero = false): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value) || (includeZero && value === 0);
}

/** Strict: same type, same value; objects only when they are the same one. A missing value equals null. */
export function isEqual(left: unknown, right: unknown, budget: Budget): boolean {
  if (typeof left === 'string' && typeof right === 'string') budget.steps(left.length >> 10);
  return (left ?? null) === (right ?? null);
}

/** Own properties only; of text its length and characters, as in Handlebars. */
export function readProperty(value: unknown, name: unknown): unknown {
  if (value === null || value === undefined || (typeof name === 'object' && name !== null)) return undefined;
  const key = String(name);
  return Object.hasOwn(Object(value), key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** `and` gives its first false value or the last one, `or` its first true one: `{{or name "friend"}}`. */
function firstOrLast(args: readonly unknown[], decides: (value: unknown) => boolean): unknown {
  const index = args.findIndex(decides);
  return args[index === -1 ? args.length - 1 : index];
}

function lookup({ args }: InlineCall): unknown {
  const [value, name] = args;
  return value ? readProperty(value, name) : value;
}

function json({ args, hash, budget, refuse }: InlineCall): string {
  const indent = hash['indent'];
  const spaces = typeof indent === 'number' ? indent : 0;
  try {
    return budget.text(JSON.stringify(args[0] ?? null, null, spaces) ?? 'null');
  } catch (error) {
    if (error instanceof RangeError)
      return refuse(0, 'is nested too deep to be written as JSON', 'Pass less.');
    if (error instanceof TypeError) return refuse(0, 'is not JSON data', 'Pass plain values.');
    throw error;
  }
}

function join({ args, budget, refuse }: InlineCall): string {
  const [list, separator = ', '] = args;
  if (list === null || list === undefined) return '';
  if (!Array.isArray(list)) return refuse(0, 'is not a list', 'Only a list can be joined.');
  budget.steps(list.length);
  const parts = list.map((item: unknown) => {
    if (typeof item === 'object' && item !== null) {
      return refuse(0, 'holds objects or lists, which cannot be joined', 'Loop over it with {{#each}}.');
    }
    return String(item ?? '');
  });
  return budget.text(parts.join(String(separator ?? '')));
}

function fenced({ args, hash, budget, nameOf, refuse }: InlineCall): string {
  const [value] = args;
  if (typeof value === 'object' && value !== null) {
    return refuse(0, 'is not text', 'Fence its JSON: {{fence (json …)}}.');
  }
  const name = hash['name'];
  const text = budget.text(String(value ?? ''));
  return budget.text(fence(text, typeof name === 'string' ? name : nameOf(0)));
}
