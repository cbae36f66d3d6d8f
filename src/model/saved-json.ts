/** What a saved document breaks of the schema it was written by; null: nothing. */
export async function breachOf(value: unknown, schema: object): Promise<string | null> {
  const { Ajv } = (await import('ajv')).default;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  if (validate(value)) return null;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath || 'the whole'} ${first?.message ?? 'is not as it should be'}`;
}
