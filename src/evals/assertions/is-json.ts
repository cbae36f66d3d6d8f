import type { AssertionType } from '../assertion.ts';
import { parseJson } from '../json-text.ts';
import { listProblems } from '../schema-problem.ts';
import { notJson } from './json-output.ts';
import { readSchema, schemaSchema } from './schema-value.ts';
import { verdict } from './verdict.ts';

export const isJson: AssertionType = {
  type: 'is-json',
  group: 'structure',
  summary: 'The whole output is JSON, and satisfies a JSON Schema.',
  notes:
    'The schema is "value", else the prompt\'s output schema, else any JSON passes. Draft-07 where "$schema" says so or ' +
    'a list stands under "items", else 2020-12. Patterns run in linear time, formats are checked, remote references refused.',
  value: schemaSchema,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'is-json' }, output: '{"a": 1}', pass: true },
    { assert: { type: 'is-json' }, output: '{"a": 1,}', pass: false },
    { assert: { type: 'is-json' }, output: '```json\n{"a": 1}\n```', pass: false },
    {
      assert: { type: 'is-json', value: { type: 'object', required: ['a'] } },
      output: '{"b": 1}',
      pass: false,
    },
    {
      assert: { type: 'is-json' },
      output: '{"escalate": "yes"}',
      pass: false,
      context: { output: { format: 'json', schema: { properties: { escalate: { type: 'boolean' } } } } },
    },
    { assert: { type: 'not-is-json' }, output: 'Hello', pass: true },
  ],
  async prepare(spec, context) {
    const check = await readSchema(spec, context);
    return async ({ text }) => {
      const parsed = parseJson(text);
      if (!parsed.ok) return verdict(false, notJson(text) ?? '');
      const problems = (await check?.(parsed.value)) ?? [];
      if (problems.length > 0) return verdict(false, `${listProblems(problems)}.`);
      return verdict(true, check ? 'Output is JSON and satisfies the schema.' : 'Output is JSON.');
    };
  },
};
