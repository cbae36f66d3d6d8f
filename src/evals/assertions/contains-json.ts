import type { AssertionType } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { findJson, positionIn } from '../json-text.ts';
import { listProblems } from '../schema-problem.ts';
import { readSchema, schemaSchema } from './schema-value.ts';
import { verdict } from './verdict.ts';

export const containsJson: AssertionType = {
  type: 'contains-json',
  group: 'structure',
  summary: 'A JSON object or list stands somewhere in the output, and satisfies a JSON Schema.',
  notes:
    'Outermost objects and lists are tried in order; those inside a valid one are not. The schema is "value"; without ' +
    "it any object or list passes, the prompt's own schema does not stand in.",
  value: schemaSchema,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'contains-json' }, output: 'Here it is:\n```json\n{"a": 1}\n```', pass: true },
    {
      assert: { type: 'contains-json', value: { type: 'object', required: ['a'] } },
      output: 'see [1]: {"b": 2}',
      pass: false,
    },
    { assert: { type: 'contains-json', value: { type: 'object' } }, output: 'see [1]: {"a": 1}', pass: true },
    { assert: { type: 'contains-json' }, output: 'a {broken} text', pass: false },
  ],
  async prepare(spec, context) {
    const check = await readSchema(spec, context);
    return async ({ text }) => {
      let first: string | null = null;
      for (const { value, at } of findJson(text)) {
        const { line, column } = positionIn(text, at);
        const problems = (await check?.(value)) ?? [];
        if (problems.length === 0) return verdict(true, `JSON at line ${line}, column ${column}.`);
        first ??= `The JSON at line ${line}, column ${column} does not satisfy the schema: ${listProblems(problems)}.`;
      }
      return verdict(false, first ?? `Output contains no JSON object or list. It is ${quote(text)}.`);
    };
  },
};
