import type { Output } from '../render/prompt.ts';
import { type Build, placeOf, report, type Written, within } from './build.ts';
import { parseSchema, parseSchemaFile } from './schema.ts';
import { oneOf, textOf } from './shape.ts';

const none: Output = { format: 'text', name: null, strict: false, schema: null };

/** What the prompt says about its answer; text where it says nothing, JSON where it has a schema. */
export function parseOutput(build: Build, written: Written): Output {
  const output = { ...none, ...parsePartialOutput(build, written) };
  if (output.schema === null || within(written, 'format').value !== undefined)
    return checked(build, output, written);
  return { ...output, format: 'json' };
}

/** Only the keys that were written, for overlays. */
export function parsePartialOutput(build: Build, written: Written): Partial<Output> {
  const format = oneOf(within(written, 'format').value, ['text', 'json'] as const);
  const name = textOf(within(written, 'name').value);
  const strict = within(written, 'strict').value;
  const schema = outputSchema(build, within(written, 'schema'));
  return {
    ...(format === null ? {} : { format }),
    ...(name === null ? {} : { name }),
    ...(typeof strict === 'boolean' ? { strict } : {}),
    ...(schema === null ? {} : { schema }),
  };
}

function outputSchema(build: Build, written: Written) {
  const reference = textOf(written.value);
  return reference === null ? parseSchema(build, written) : parseSchemaFile(build, written, reference);
}

function checked(build: Build, output: Output, written: Written): Output {
  if (output.schema !== null && output.format === 'text') {
    const message = 'The output has a schema, but its format is text.';
    report(
      build,
      'schema/invalid',
      message,
      placeOf(within(written, 'schema'), 'key'),
      'Set "format: json".',
    );
  }
  return output;
}
