import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { assertionTypes } from '../../../src/evals/assertions/registry.ts';
import { withoutAnnotations } from '../../../src/model/json-schema.ts';
import type { JsonSchema } from '../../../src/render/prompt.ts';

/** The published schema of test files, and what it says of one assertion type. */
type Branch = {
  readonly if: { readonly properties: { readonly type: { readonly enum: readonly string[] } } };
  readonly then: {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
};

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/test.schema.json', import.meta.url), 'utf8'),
);
const assertion: { properties: { type: { enum: string[] } }; allOf: Branch[] } = schema.definitions.assertion;
const validate = new Ajv({ strictTypes: false, strictTuples: false, strictRequired: false }).compile(schema);

const branchesOf = (type: string) =>
  assertion.allOf.filter((branch) => branch.if.properties.type.enum.includes(type));

const common = ['type', 'weight', 'metric', 'transform', 'critical'];

const types = [...assertionTypes.values()];

describe.each(types)('schemas/test.schema.json on $type', (type) => {
  const [branch, ...more] = branchesOf(type.type);

  it('has one branch for it and its not- twin', () => {
    expect(more).toEqual([]);
    expect(branchesOf(`not-${type.type}`)).toEqual([branch]);
  });

  it('allows the same keys', () => {
    const keys = Object.keys(branch?.then.properties ?? {}).filter((key) => !common.includes(key));
    const ours = [
      ...(type.value === null ? [] : ['value']),
      ...(type.threshold === null ? [] : ['threshold']),
    ];
    expect(keys.sort()).toEqual([...ours, ...Object.keys(type.options)].sort());
  });

  it('demands a value where there must be one', () => {
    expect(branch?.then.required?.includes('value') ?? false).toBe(
      type.value !== null && !type.valueOptional,
    );
  });

  it('says the same of the value and of the further keys', () => {
    const said = (key: string) => withoutAnnotations(branch?.then.properties[key] ?? false);
    if (type.value !== null) expect(said('value')).toEqual(type.value);
    for (const [key, option] of Object.entries(type.options)) {
      if (key !== 'assert') expect(said(key), key).toEqual(option);
    }
  });

  it.each(type.examples.map(({ assert }) => [JSON.stringify(assert), assert] as const))(
    'accepts %s',
    (_, assert) => {
      const file = { promptops: 1, tests: [{ id: 'a', vars: {}, assert: [assert] }] };
      expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
    },
  );
});

it('lists the same types', () => {
  const known = [...assertionTypes.keys()].flatMap((name) => [name, `not-${name}`]);
  expect([...assertion.properties.type.enum].sort()).toEqual(known.sort());
});
