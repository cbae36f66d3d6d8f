import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputSchema } from '../../src/bundle/input-schema.ts';
import { checkVars } from '../../src/render/check-vars.ts';
import { inputOf } from '../render/prompt-of.ts';

const inputs = {
  name: inputOf({ schema: { type: 'string', maxLength: 5 } }),
  plan: inputOf({ schema: { type: 'string', enum: ['free', 'pro'] }, default: 'free' }),
  note: inputOf({ optional: true }),
  tree: inputOf({
    schema: {
      $id: 'urn:x:tree',
      type: 'object',
      properties: { left: { $ref: '#' }, leaf: { $ref: '#/$defs/leaf' } },
      additionalProperties: false,
      $defs: { leaf: { type: 'integer' } },
    },
    optional: true,
  }),
  said: inputOf({ kind: 'messages', schema: true, optional: true }),
};

const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    'a',
    'long text',
    'free',
    3,
    [],
    {},
    { left: {} },
    { leaf: 1 },
    { leaf: 'x' },
  ),
  fc.constantFrom<unknown>(
    { left: { left: { leaf: 1.5 } } },
    [{ role: 'user', content: 'hi' }],
    [{ role: 'x' }],
  ),
);
const vars = fc.dictionary(fc.constantFrom('name', 'plan', 'note', 'tree', 'said', 'other'), value);

describe('the schema of a prompt’s inputs', () => {
  const validate = new Ajv({ strict: false }).compile(inputSchema(inputs) as object);

  it('takes the variables that the runtime takes', () => {
    fc.assert(
      fc.property(vars, (given) => {
        expect(validate(given), JSON.stringify(given)).toBe(checkVars(inputs, given).length === 0);
      }),
    );
  });

  it('knows the forms of media', () => {
    const image = new Ajv().compile(
      inputSchema({ shot: inputOf({ kind: 'image', schema: true }) }) as object,
    );
    expect(image({ shot: { mediaType: 'image/png', base64: 'AAAA' } })).toBe(true);
    expect(image({ shot: 'https://example.com/a.png' })).toBe(true);
    expect(image({ shot: 3 })).toBe(false);
  });
});
