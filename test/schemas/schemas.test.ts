import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type FileKind, validateFile, validateSchema } from '../../src/model/validate.ts';
import { parseYaml } from '../../src/model/yaml-file.ts';

type Node = { readonly [keyword: string]: unknown };

const folder = new URL('../../schemas/', import.meta.url);
const schemas = new Map<string, Node>(
  readdirSync(folder)
    .sort()
    .map((name) => [
      name.replace('.schema.json', ''),
      JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
    ]),
);
const handWritten = ['prompt', 'overlay', 'tool', 'test', 'config'] as const;

describe.each([...schemas])('schemas/%s.schema.json', (kind, schema) => {
  it('is draft-07 with its own name and a description', () => {
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(schema['$id']).toBe(`urn:promptops:schema:${kind}`);
    expect(String(schema['description'])).toMatch(/\.$/);
  });

  it('is a valid schema that compiles alone', () => {
    expect(validateSchema(schema)).toEqual([]);
    const ajv = new Ajv({
      strict: true,
      strictTypes: false,
      strictTuples: false,
      strictRequired: false,
      logger: false,
    });
    expect(() => ajv.compile(schema)).not.toThrow();
  });
});

/** Every named property below a schema with what is said about it. */
function* propertiesOf(node: unknown, path: string): Generator<readonly [path: string, property: unknown]> {
  if (typeof node !== 'object' || node === null) return;
  const { properties } = node as { readonly properties?: Readonly<Record<string, unknown>> };
  for (const [name, property] of Object.entries(properties ?? {})) yield [`${path}.${name}`, property];
  for (const [key, held] of Object.entries(node))
    yield* propertiesOf(held, key === 'properties' ? path : `${path}/${key}`);
}

describe.each(handWritten)('the schema of %s files', (kind) => {
  const schema = schemas.get(kind) ?? {};
  const definitions = (schema['definitions'] ?? {}) as Readonly<Record<string, Node>>;

  it('describes every key, for the hover of an editor', () => {
    const silent = [...propertiesOf(schema, '')].filter(([path, property]) => {
      if (typeof property !== 'object' || property === null || /\/(?:if|then|else)/.test(path)) return false;
      const { $ref, description } = property as { readonly $ref?: string; readonly description?: string };
      return !(description ?? definitions[$ref?.split('/').at(-1) ?? '']?.['description']);
    });
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('closes every object with named keys and leaves x- keys free', () => {
    const open: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties, additionalProperties } = node as Node;
      const isCondition = /\/(?:if|then|else|allOf)(?:\/|$)/.test(path);
      if (
        properties &&
        !path.endsWith('/properties') &&
        additionalProperties !== false &&
        !isCondition &&
        !path.endsWith('/assertion')
      )
        open.push(path);
      for (const [key, held] of Object.entries(node)) visit(held, `${path}/${key}`);
    };
    visit(schema, '');
    expect(open).toEqual([]);
  });

  it('repeats shared definitions word for word', () => {
    const shared = (schemas.get('prompt')?.['definitions'] ?? {}) as Readonly<Record<string, Node>>;
    for (const [name, definition] of Object.entries(definitions)) {
      if (name in shared) expect(definition, name).toEqual(shared[name]);
    }
  });
});

const examples = new URL('../fixtures/format/', import.meta.url);

describe('the examples of the design', () => {
  it.each<readonly [FileKind, string]>([
    ['prompt', 'reply.prompt.yaml'],
    ['test', 'reply.test.yaml'],
    ['config', 'promptops.yaml'],
    ['tool', 'get_order.tool.yaml'],
    ['overlay', 'fr.overlay.yaml'],
  ])('%s: %s', (kind, name) => {
    const bytes = readFileSync(new URL(name, examples));
    const file = parseYaml(name, bytes, { maxBytes: 1_048_576, maxTemplateBytes: 262_144 });
    expect([...file.faults, ...validateFile(kind, file)]).toEqual([]);
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(schemas.get(kind) ?? false, file.value), JSON.stringify(ajv.errors)).toBe(true);
  });
});
