import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const schemaPath = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
// Published as draft-04, which ajv does not name; it uses no keyword that changed its meaning since.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(schemaPath, 'utf8'));
const validate = ajv.compile(schema);

/** What makes a value no SARIF 2.1.0 log, by the published schema; null: nothing. */
export function sarifErrors(log: unknown): readonly unknown[] | null {
  validate(log);
  return validate.errors ?? null;
}
