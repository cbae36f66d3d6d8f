/** What a saved document breaks of the schema it was written by; null: nothing. `load` reads the schema of a `$ref`. */
export async function breachOf(
  value: unknown,
  schema: object,
  load: (uri: string) => Promise<object>,
): Promise<string | null> {
  const { Ajv } = (await import('ajv')).default;
  const ajv = new Ajv({ strict: false, validateFormats: false, loadSchema: load });
  const validate = await ajv.compileAsync(schema);
  if (validate(value)) return null;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath || 'the whole'} ${first?.message ?? 'is not as it should be'}`;
}
