import type { AssertionSpec } from '../../model/test-file.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import type { ToolCall } from '../../render/request.ts';
import { type AssertionContext, type AssertionType, assertionFault } from '../assertion.ts';
import { excerpt } from '../excerpt.ts';
import { jsonDifference, prettyJson } from '../json-difference.ts';
import { compileSchema } from '../json-schema.ts';
import { listProblems } from '../schema-problem.ts';
import { readChoice } from './read-spec.ts';
import { calledInWords, readToolName } from './tool-names.ts';
import { verdict } from './verdict.ts';

const tools = [{ name: 'get_order', parameters: true }] as const;
const call = { id: '1', name: 'get_order', arguments: { id: 7, fields: ['a'] }, valid: true } as const;

export const toolArgs: AssertionType = {
  type: 'tool-args',
  group: 'tools',
  summary: 'The model called a tool with these arguments, or with arguments that satisfy a JSON Schema.',
  notes:
    'One call of that tool is enough. "mode: partial" (the default) lets objects have further keys at every depth, ' +
    '"exact" does not; lists are compared item by item in both.',
  value: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1 },
      args: {},
      schema: { type: ['object', 'boolean'] },
    },
  },
  valueOptional: false,
  threshold: null,
  options: { mode: { enum: ['partial', 'exact'] } },
  examples: [
    {
      assert: { type: 'tool-args', value: { name: 'get_order', args: { id: 7 } } },
      output: { toolCalls: [call] },
      pass: true,
      context: { tools },
    },
    {
      assert: { type: 'tool-args', value: { name: 'get_order', args: { id: 7 } }, mode: 'exact' },
      output: { toolCalls: [call] },
      pass: false,
      context: { tools },
    },
    {
      assert: { type: 'tool-args', value: { name: 'get_order', args: { id: 8 } } },
      output: { toolCalls: [call] },
      pass: false,
      context: { tools },
    },
    {
      assert: {
        type: 'tool-args',
        value: { name: 'get_order', schema: { properties: { id: { type: 'integer' } } } },
      },
      output: { toolCalls: [call] },
      pass: true,
      context: { tools },
    },
  ],
  async prepare(spec, context) {
    const { name, differs, expected } = await readWanted(spec, context);
    return async ({ toolCalls }) => {
      const calls = toolCalls.filter((made) => made.name === name);
      if (calls.length === 0) return verdict(false, `"${name}" was not called; ${calledInWords(toolCalls)}.`);
      const differences = await Promise.all(
        calls.map((made) => (made.valid ? differs(made) : 'the arguments are not JSON')),
      );
      const matching = differences.indexOf(null);
      if (matching !== -1) {
        return verdict(
          true,
          `"${name}" was called with ${excerpt(JSON.stringify(calls[matching]?.arguments) ?? '')}.`,
        );
      }
      const others = calls.length > 1 ? ` (and ${calls.length - 1} more calls)` : '';
      const diff = expected === null ? {} : { expected, actual: prettyJson(calls[0]?.arguments) };
      return verdict(false, `"${name}": ${differences[0]}${others}.`, diff);
    };
  },
};

type Wanted = {
  readonly name: string;
  differs(call: ToolCall): string | null | Promise<string | null>;
  readonly expected: string | null;
};

async function readWanted(spec: AssertionSpec, context: AssertionContext): Promise<Wanted> {
  const mode = readChoice(spec, 'mode', ['partial', 'exact'], 'partial');
  const given: Readonly<Record<string, unknown>> =
    typeof spec.value === 'object' && spec.value !== null && !Array.isArray(spec.value)
      ? { ...spec.value }
      : {};
  const unknown = Object.keys(given).find((key) => !['name', 'args', 'schema'].includes(key));
  if (unknown !== undefined) {
    throw assertionFault({
      message: `"${unknown}" is not a key here: use "name" and "args" or "schema".`,
      path: ['value', unknown],
    });
  }
  const name = readToolName(
    spec,
    given['name'],
    context.tools,
    'name' in given ? ['value', 'name'] : ['value'],
  );
  if ('args' in given === 'schema' in given) {
    throw assertionFault({ message: '"tool-args" needs either "args" or "schema" beside the name.' });
  }
  if ('args' in given) {
    const { args } = given;
    const partial = mode === 'partial';
    return {
      name,
      expected: prettyJson(args),
      differs: (call) => jsonDifference(args, call.arguments, { path: 'args', partial }),
    };
  }
  if (spec.options['mode'] !== undefined) {
    throw assertionFault({
      message: '"mode" compares "args"; a schema says itself what else is allowed.',
      path: ['mode'],
    });
  }
  const check = await compileSchema(given['schema'] as JsonSchema, ['value', 'schema']);
  return {
    name,
    expected: null,
    async differs(call) {
      const problems = (await check(call.arguments)).map(({ path, message }) => ({
        path: path.replace(/^output/, 'args'),
        message,
      }));
      return problems.length === 0 ? null : listProblems(problems);
    },
  };
}
