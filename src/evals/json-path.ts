import type { Json } from '../render/prompt.ts';
import { assertionFault } from './assertion.ts';

/** Each "every descendant" inside another multiplies the work on one answer. */
const maxDescents = 2;

const functions: ReadonlySet<string> = new Set(['length', 'count', 'value']);

/** Parses a JSONPath (RFC 9535) once; what it returns lists the values it finds, in document order. */
export async function loadJsonPath(path: string): Promise<(value: unknown) => readonly unknown[]> {
  const [{ query }, { default: parse }] = await Promise.all([
    import('jsonpath-rfc9535'),
    import('jsonpath-rfc9535/parser'),
  ]);
  const { functionNames, descents } = survey(parsePath(path, parse));
  const unknown = functionNames.find((name) => !functions.has(name));
  if (unknown !== undefined) {
    const at = path.indexOf(`${unknown}(`);
    throw assertionFault({
      message: `The function "${unknown}" is not available in a path.`,
      hint:
        unknown === 'match' || unknown === 'search'
          ? 'Use the key "matches" beside "value".'
          : 'Known are length, count and value.',
      ...(at === -1 ? {} : { at: [at, at + unknown.length] as const }),
    });
  }
  if (descents > maxDescents) {
    throw assertionFault({
      message: `The path has more than ${maxDescents} "..": it would search the output over and over.`,
    });
  }
  return (value) => query(value as Parameters<typeof query>[0], path);
}

function parsePath(path: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(path);
  } catch (error) {
    const { message, location } = error as Error & {
      location?: { start: { offset: number }; end: { offset: number } };
    };
    throw assertionFault({
      message: `The JSONPath cannot be read: ${message.replace(/^Expected .* but (.*) found\.$/s, '$1 is not expected here').replace(/\.$/, '')}.`,
      hint: 'A path looks like $.items[0].name.',
      ...(location ? { at: [location.start.offset, location.end.offset] as const } : {}),
    });
  }
}

type Survey = { readonly functionNames: string[]; descents: number };

function survey(tree: unknown, found: Survey = { functionNames: [], descents: 0 }): Survey {
  if (typeof tree !== 'object' || tree === null) return found;
  const node = tree as { readonly [key: string]: Json };
  if (node['type'] === 'FunctionExpr') found.functionNames.push(String(node['name']));
  if (node['type'] === 'DescendantSegment') found.descents += 1;
  for (const held of Object.values(tree)) survey(held, found);
  return found;
}
