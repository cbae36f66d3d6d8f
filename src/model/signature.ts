import { resolvePointer } from '../render/json-pointer.ts';
import type { Input, Json, JsonSchema } from '../render/prompt.ts';
import { quoted } from './canonical-form.ts';
import { withoutAnnotations } from './json-schema.ts';
import { byCodePoint } from './order.ts';
import type { PromptFile } from './prompt-file.ts';
import { entriesOf, type JsonRecord, listOf, recordOf, textsOf } from './shape.ts';

/**
 * What code sees of a prompt: its inputs and its answer field by field, the model, locales, variants and tools, and the
 * digest of all it does. One fact a line and in one order, so that a change of it is a change of these lines. None of a
 * prompt with nothing to render.
 */
export function signatureOf({ prompt, digest }: PromptFile): readonly string[] {
  if (!prompt) return [];
  const { inputs, output, model, tools, locales, variants } = prompt;
  const schema = output.schema === null ? [] : fieldLines('output', output.schema);
  const [first = 'output: json', ...fields] = schema;
  const strict = output.strict ? ', strict' : '';
  return [
    ...sortedKeys(inputs).flatMap((name) => inputLines(name, inputs[name] as Input)),
    ...(output.format === 'text' ? ['output: text'] : [`${first}${strict}`, ...fields]),
    `model: ${[model.id, ...model.fallback].map(word).join(', then ')}`,
    ...named(
      'tools',
      tools.map(({ name }) => name),
    ),
    ...named('locales', Object.keys(locales)),
    ...named('variants', Object.keys(variants)),
    `digest: ${digest}`,
  ];
}

const sortedKeys = (record: object): readonly string[] => Object.keys(record).sort(byCodePoint);

const named = (what: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`${what}: ${names.toSorted(byCodePoint).map(word).join(', ')}`];

/** A name as it is, where it is a plain one. */
const word = (name: string): string => (/^[\p{L}\p{N}_./:@-]+$/u.test(name) ? name : quoted(name));

function inputLines(name: string, input: Input): readonly string[] {
  const isOptional = input.optional || input.default !== undefined;
  const path = `input ${word(name)}${isOptional ? '?' : ''}`;
  const [first = '', ...fields] =
    input.kind === 'json' ? fieldLines(path, input.schema) : [`${path}: ${input.kind}`];
  const more = [
    input.trust === 'untrusted' ? ', untrusted' : '',
    input.sensitive ? ', sensitive' : '',
    input.maxTokens === null ? '' : `, maxTokens ${input.maxTokens}`,
    input.default === undefined ? '' : ` = ${quoted(input.default)}`,
  ];
  return [first + more.join(''), ...fields];
}

type Walk = {
  readonly root: JsonSchema;
  /** Where each schema that is followed was first met: a schema may hold itself. */
  readonly met: ReadonlyMap<string, string>;
};

const fieldLines = (path: string, schema: JsonSchema): readonly string[] => {
  const root = withoutAnnotations(schema);
  return linesOf({ root, met: new Map() }, path, root);
};

/** Keywords that the lines themselves say. */
const told = new Set(['type', 'properties', 'required', 'items', 'enum', 'const', 'anyOf', 'oneOf', '$ref']);
const aside = new Set([...told, '$defs', 'definitions', '$schema', '$id', 'additionalProperties']);

function linesOf(walk: Walk, path: string, schema: Json): readonly string[] {
  const node = recordOf(schema);
  if (!node) return [`${path}: ${schema === false ? 'nothing' : 'anything'}`];
  const ref = node['$ref'];
  if (typeof ref === 'string') return referredLines(walk, path, ref, node);
  const forms = [...listOf(node['anyOf']), ...listOf(node['oneOf'])];
  const own = [typeText(node), ...limitsOf(node)].join(', ');
  const bare = path.replace(/\?$/, '');
  return [
    `${path}: ${own}`,
    ...fieldsOf(walk, path, node),
    ...(node['items'] === undefined ? [] : linesOf(walk, `${bare}[]`, node['items'] as Json)),
    ...forms.flatMap((form, index) => linesOf(walk, `${bare}<${index + 1}>`, form)),
  ];
}

function referredLines(walk: Walk, path: string, ref: string, node: JsonRecord): readonly string[] {
  const { $ref: _ref, ...beside } = node;
  const more = limitsOf(beside).map((limit) => `, ${limit}`);
  const known = walk.met.get(ref);
  const target = known === undefined ? resolvePointer(ref, walk.root) : undefined;
  if (target === undefined) return [`${path}: as ${known ?? quoted(ref)}${more.join('')}`];
  const met = new Map([...walk.met, [ref, path.replace(/^input /, '')]]);
  const [first = '', ...fields] = linesOf({ ...walk, met }, path, target);
  return [first + more.join(''), ...fields];
}

function fieldsOf(walk: Walk, path: string, node: JsonRecord): readonly string[] {
  const properties = recordOf(node['properties']) ?? {};
  const required = new Set(textsOf(node['required']));
  const extra = [...required].filter((name) => !Object.hasOwn(properties, name));
  return [...Object.keys(properties), ...extra].sort(byCodePoint).flatMap((name) => {
    const field = `${path.replace(/\?$/, '')}.${word(name)}${required.has(name) ? '' : '?'}`;
    return linesOf(walk, field, Object.hasOwn(properties, name) ? (properties[name] as Json) : true);
  });
}

function typeText(node: JsonRecord): string {
  if (node['const'] !== undefined) return quoted(node['const'] as Json);
  if (node['enum'] !== undefined) return listOf(node['enum']).map(quoted).sort(byCodePoint).join(' | ');
  const forms = listOf(node['anyOf']).length + listOf(node['oneOf']).length;
  if (node['type'] !== undefined) return [node['type']].flat().map(String).sort(byCodePoint).join(' | ');
  return forms > 0 ? `one of ${forms} forms` : 'anything';
}

/** Everything else a schema demands, as it is written. */
function limitsOf(node: JsonRecord): readonly string[] {
  const rest = node['additionalProperties'];
  return [
    ...(rest === false
      ? ['closed']
      : rest === undefined || rest === true
        ? []
        : [`others ${quoted(rest as Json)}`]),
    ...entriesOf(node)
      .filter(([keyword]) => !aside.has(keyword))
      .map(([keyword, value]) => `${word(keyword)} ${quoted(value)}`)
      .sort(byCodePoint),
  ];
}
