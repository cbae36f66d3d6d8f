import { didYouMean } from '../../model/suggest.ts';
import type { AssertionSpec } from '../../model/test-file.ts';
import type { YamlPath } from '../../model/yaml-file.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import type { ToolCall } from '../../render/request.ts';
import { type AssertionContext, assertionFault } from '../assertion.ts';

const nameSchema: JsonSchema = { type: 'string', minLength: 1 };

export const toolNamesSchema: JsonSchema = {
  type: ['string', 'array'],
  minLength: 1,
  minItems: 1,
  items: nameSchema,
};

/** One name, or a list of names; each must be a tool of the prompt, or a misspelt one would pass `tool-not-called`. */
export function readToolNames(spec: AssertionSpec, { tools }: AssertionContext): readonly string[] {
  const { value } = spec;
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw assertionFault({ message: `"${spec.type}" has an empty list.` });
  return list.map((name, index) =>
    readToolName(spec, name, tools, Array.isArray(value) ? ['value', index] : ['value']),
  );
}

export function readToolName(
  spec: AssertionSpec,
  name: unknown,
  tools: AssertionContext['tools'],
  path: YamlPath,
): string {
  if (typeof name !== 'string' || name === '') {
    throw assertionFault({ message: `"${spec.type}" needs the name of a tool.`, path });
  }
  const names = tools.map((tool) => tool.name);
  if (names.includes(name)) return name;
  const hint =
    didYouMean(name, names) ?? (names.length > 0 ? `It has ${names.join(', ')}.` : 'It has no tools.');
  throw assertionFault({ message: `The prompt has no tool "${name}".`, hint, path });
}

/** What was called, in order, for a message. */
export function calledInWords(calls: readonly ToolCall[]): string {
  if (calls.length === 0) return 'no tool was called';
  const names = calls.map(({ name }) => name);
  const shown = names.slice(0, 10).join(', ');
  return `called: ${shown}${names.length > 10 ? `, … (${names.length} in all)` : ''}`;
}
