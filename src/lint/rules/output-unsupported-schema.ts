import type { Fault } from '../../model/fault.ts';
import { mapSchema } from '../../model/json-schema.ts';
import { isWithin } from '../../model/place.ts';
import { recordOf } from '../../model/shape.ts';
import type { Json, JsonSchema } from '../../render/prompt.ts';
import type { Problem, Rule } from '../rule.ts';

/** Keywords that OpenAI's structured outputs refuse in strict mode. */
const refused = [
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'patternProperties',
  'unevaluatedProperties',
  'propertyNames',
  'minProperties',
  'maxProperties',
  'contains',
  'uniqueItems',
];

export const outputUnsupportedSchema: Rule = {
  id: 'output/unsupported-schema',
  severity: 'error',
  preset: 'minimal',
  summary: 'With `strict: true` the schema keeps to what the provider’s structured output accepts.',
  why: 'OpenAI refuses the request: every property must be required, `additionalProperties` false, the top an object.',
  fix: 'List all properties in `required` (let a value be null where it may be absent), set `additionalProperties: false`, or drop `strict`.',
  examples: {
    good: [
      'output:\n  format: json\n  strict: true\n  schema:\n    type: object\n    additionalProperties: false\n    required: [topic]\n    properties: { topic: { type: [string, "null"] } }\nmessages:\n  - { role: user, content: Sort it. }',
      'output:\n  format: json\n  schema: { type: object, properties: { topic: { type: string } } }\nmessages:\n  - { role: user, content: Sort it. }',
    ],
    bad: [
      'output:\n  format: json\n  strict: true\n  schema:\n    type: object\n    additionalProperties: false\n    properties: { topic: { type: string } }\nmessages:\n  - { role: user, content: Sort it. }',
      'output:\n  format: json\n  strict: true\n  schema: { type: object, required: [topic], properties: { topic: { type: string } } }\nmessages:\n  - { role: user, content: Sort it. }',
      'output:\n  format: json\n  strict: true\n  schema: { type: array, items: { type: string } }\nmessages:\n  - { role: user, content: Sort it. }',
    ],
  },
  *check({ prompt, config, faults }) {
    yield* faults.filter(({ rule }) => rule === 'output/unsupported-schema');
    const output = prompt?.prompt?.output;
    if (!prompt?.prompt || output?.format !== 'json' || !output.strict || output.schema === null) return;
    const models = [prompt.prompt.model.id, ...prompt.prompt.model.fallback, ...prompt.also];
    const kinds = models
      .map((id) => id.slice(0, id.indexOf('/')))
      .map((name) => config.providers[name]?.kind ?? name);
    if (!kinds.some((kind) => kind === 'openai' || kind === 'azure')) return;
    // A schema that is none is not what the provider gets: one mistake, one finding.
    const isInSchema = ({ at }: Fault) => isWithin(at, prompt.file.placeOf(['output', 'schema']));
    if (faults.some((fault) => fault.rule === 'schema/invalid' && isInSchema(fault))) return;
    const inline = recordOf(recordOf(prompt.file.value)?.['output'])?.['schema'];
    for (const { path, message } of problemsOf(output.schema)) {
      const at = prompt.file.placeOf(['output', 'schema', ...(typeof inline === 'string' ? [] : path)]);
      const where = path.length > 0 ? ` (at ${path.join('.')})` : '';
      yield { at, message: `${message}${where}` } satisfies Problem;
    }
  },
};

type Found = { readonly path: readonly string[]; readonly message: string };

function problemsOf(schema: JsonSchema): readonly Found[] {
  const top = recordOf(schema);
  const found: Found[] = [];
  if (top?.['type'] !== 'object' || top['anyOf'] !== undefined) {
    found.push({ path: [], message: 'Strict output must be an object at the top.' });
  }
  mapSchema(schema, (node, path) => {
    for (const message of problemsOfNode(node)) found.push({ path, message });
    return node;
  });
  return found;
}

function* problemsOfNode(node: { readonly [keyword: string]: Json }): Generator<string> {
  for (const keyword of refused) {
    if (Object.hasOwn(node, keyword)) yield `Strict output does not accept "${keyword}".`;
  }
  const properties = recordOf(node['properties']);
  if (!properties && node['type'] !== 'object') return;
  const required = Array.isArray(node['required']) ? node['required'] : [];
  const missing = Object.keys(properties ?? {}).filter((name) => !required.includes(name));
  if (missing.length > 0) {
    yield `Strict output needs every property in "required"; missing: ${missing.map((name) => `"${name}"`).join(', ')}.`;
  }
  if (node['additionalProperties'] !== false) yield 'Strict output needs "additionalProperties: false".';
}
