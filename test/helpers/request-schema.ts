import { Ajv } from 'ajv';

/** A closed object, as vendors refuse fields they do not know. */
export const closed = (required: object, optional: object = {}): object => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

export const str = { type: 'string' } as const;
export const num = { type: 'number' } as const;
export const int = { type: 'integer' } as const;
export const bool = { type: 'boolean' } as const;
export const anything = {} as const;
export const open = { type: 'object' } as const;
export const list = (items: object, more: object = {}): object => ({ type: 'array', items, ...more });
export const oneOf = (...options: object[]): object => ({ anyOf: options });
export const is = (...values: unknown[]): object => ({ enum: values });

/** Says what is wrong with a body; null: nothing. */
export function bodyChecker(schema: object): (body: unknown) => string | null {
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(schema);
  return (body) => (validate(body) ? null : ajv.errorsText(validate.errors, { dataVar: 'body' }));
}
