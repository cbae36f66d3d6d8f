import type { TokenCounter } from '../meter/tokens.ts';
import type { ModelRequest } from '../render/request.ts';

/**
 * Tokens of single variables within a rendered request: of every text or number in a variable's value that is printed,
 * as often as it is. Near, since tokens may join at the edges of a value; the sum of the request is counted as a whole.
 */
export function variableTokens(
  vars: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
  request: ModelRequest,
  counter: TokenCounter,
): Readonly<Record<string, number>> {
  if (names.size === 0) return {};
  const text = request.messages
    .flatMap(({ content }) => content.map((part) => (part.type === 'text' ? part.text : '')))
    .join('\n');
  const sizes = [...names].map((name) => [
    name,
    Object.hasOwn(vars, name) ? printed(vars[name], text, counter) : 0,
  ]);
  return Object.fromEntries(sizes);
}

function printed(value: unknown, text: string, counter: TokenCounter): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + printed(item, text, counter), 0);
  if (typeof value === 'object' && value !== null) return printed(Object.values(value), text, counter);
  const shown = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return shown.trim() === '' ? 0 : counter.count(shown).tokens * (text.split(shown).length - 1);
}
