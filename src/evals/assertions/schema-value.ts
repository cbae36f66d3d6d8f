import type { AssertionSpec } from '../../model/test-file.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import { type AssertionContext, assertionFault } from '../assertion.ts';
import { compileSchema, type SchemaCheck } from '../json-schema.ts';

/** A JSON Schema, written in place. */
export const schemaSchema: JsonSchema = { type: ['object', 'boolean'] };

/** The check behind `value`, else behind the prompt's own schema where the context is given; null: any value will do. */
export async function readSchema(
  spec: AssertionSpec,
  context?: AssertionContext,
): Promise<SchemaCheck | null> {
  const { value } = spec;
  if (value === undefined)
    return context?.output.schema == null ? null : compileSchema(context.output.schema, []);
  if (typeof value !== 'boolean' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw assertionFault({
      message: `The value of "${spec.type}" must be a JSON Schema.`,
      hint: 'Write an object such as { type: object, required: [reply] }.',
    });
  }
  return compileSchema(value as JsonSchema);
}
