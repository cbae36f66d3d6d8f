import { parseAllDocuments } from 'yaml';
import type { AssertionType } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { listProblems } from '../schema-problem.ts';
import { readSchema, schemaSchema } from './schema-value.ts';
import { verdict } from './verdict.ts';

export const isYaml: AssertionType = {
  type: 'is-yaml',
  group: 'structure',
  summary: 'The whole output is a YAML mapping or list, and satisfies a JSON Schema.',
  notes:
    'YAML 1.2, one document. Every sentence is YAML too (a text), so only mappings and lists pass. At most 100 aliases ' +
    'are followed.',
  value: schemaSchema,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'is-yaml' }, output: 'name: Ada\ntags: [a, b]\n', pass: true },
    { assert: { type: 'is-yaml' }, output: 'Just a sentence.', pass: false },
    { assert: { type: 'is-yaml' }, output: 'a: b: c', pass: false },
    { assert: { type: 'is-yaml', value: { required: ['name'] } }, output: 'nam: Ada', pass: false },
  ],
  async prepare(spec) {
    const check = await readSchema(spec);
    return async ({ text }) => {
      const parsed = parseYaml(text);
      if (!parsed.ok) return verdict(false, `Output is not YAML: ${parsed.message}.`);
      if (typeof parsed.value !== 'object' || parsed.value === null) {
        return verdict(false, `Output is plain text, not a YAML mapping or list: ${quote(text)}.`);
      }
      const problems = (await check?.(parsed.value)) ?? [];
      if (problems.length > 0) return verdict(false, `${listProblems(problems)}.`);
      return verdict(true, 'Output is YAML.');
    };
  },
};

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

function parseYaml(text: string): Parsed {
  try {
    const documents = parseAllDocuments(text, {
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: true,
    });
    if (!Array.isArray(documents) || documents.length === 0) return { ok: false, message: 'it is empty' };
    if (documents.length > 1) return { ok: false, message: `it holds ${documents.length} documents` };
    const [document] = documents;
    const error = document?.errors[0];
    if (error) return { ok: false, message: error.message.split(':\n')[0] ?? error.code };
    return { ok: true, value: document?.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { ok: false, message: error instanceof RangeError ? 'it is nested too deeply' : String(error) };
  }
}
