import { withDefaults } from '../render/check-vars.ts';
import type { Prompt } from '../render/prompt.ts';

const none: Readonly<Record<string, string>> = {};

/**
 * The texts that must never be written down, by where they stand: `email`, or `customer.email` for a text inside a
 * sensitive object. Media are left out: only their digests are ever stored.
 */
export function sensitiveValues(
  inputs: Prompt['inputs'],
  vars: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const names = Object.keys(inputs).filter((name) => {
    const input = inputs[name];
    return input?.sensitive && (input.kind === 'json' || input.kind === 'messages');
  });
  if (names.length === 0) return none;
  const found: Record<string, string> = {};
  const filled = withDefaults(inputs, vars);
  for (const name of names) {
    const value = filled[name];
    collect(inputs[name]?.kind === 'messages' ? contentsOf(value) : value, name, found);
  }
  return found;
}

/** Of messages only what was said: a role is no secret. */
const contentsOf = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((message) => (message as { content?: unknown } | null)?.content) : value;

function collect(value: unknown, path: string, found: Record<string, string>): void {
  if (typeof value === 'string') found[path] = value;
  // A number is as telling as a text; true, false and null tell nothing and stand everywhere.
  else if (typeof value === 'number') found[path] = String(value);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, held] of Object.entries(value)) collect(held, `${path}.${key}`, found);
  }
}
