import type { AssertionSpec } from '../../model/test-file.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import { assertionFault } from '../assertion.ts';

export const requiredElementsSchema: JsonSchema = {
  type: 'object',
  required: ['requiredElements'],
  additionalProperties: false,
  properties: { requiredElements: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } } },
};

/** Dotted paths from the root (`order.items.item`) that must exist; none where there is no `value`. */
export function readRequiredElements(spec: AssertionSpec): readonly string[] {
  const { value } = spec;
  if (value === undefined) return [];
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const paths = 'requiredElements' in given ? given['requiredElements'] : undefined;
  const isText = (path: unknown): path is string => typeof path === 'string' && path !== '';
  if (Array.isArray(paths) && paths.length > 0 && paths.every(isText) && Object.keys(given).length === 1)
    return paths;
  throw assertionFault({
    message: `The value of "${spec.type}" must be { requiredElements: [root.child, …] }.`,
    hint: 'Leave "value" out to check only that the XML is well-formed.',
  });
}

export type XmlReader = {
  /** Why a text is no well-formed XML document; null: it is one. */
  problem(text: string): string | null;
  /** The first of the paths a well-formed document lacks; null: it has all. */
  missing(text: string, paths: readonly string[]): string | null;
};

/** Entities are never expanded and a document type is refused: both can be made to blow up. */
export async function loadXml(): Promise<XmlReader> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const parser = new XMLParser({
    processEntities: false,
    ignoreAttributes: true,
    parseTagValue: false,
    preserveOrder: true,
  });
  return {
    problem(text) {
      const trimmed = text.trim();
      if (!trimmed.startsWith('<')) return trimmed === '' ? 'it is empty' : 'it does not begin with "<"';
      if (/<!DOCTYPE/i.test(trimmed)) return 'it has a document type, which is not supported';
      const result = XMLValidator.validate(trimmed);
      if (result === true) return null;
      return `${result.err.msg.replace(/\.$/, '')} (line ${result.err.line}, column ${result.err.col})`;
    },
    missing(text, paths) {
      const tree: unknown = parser.parse(text.trim());
      return paths.find((path) => !hasElement(tree, path.split('.'))) ?? null;
    },
  };
}

/** The parser's ordered tree: a list of `{ name: children }`. */
function hasElement(tree: unknown, names: readonly string[]): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  if (!Array.isArray(tree)) return false;
  return tree.some((node: unknown) => {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return false;
    return hasElement((node as Record<string, unknown>)[name], rest);
  });
}
