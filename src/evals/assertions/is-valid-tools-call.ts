import type { ToolCall } from '../../render/request.ts';
import { type AssertionType, assertionFault } from '../assertion.ts';
import { excerpt } from '../excerpt.ts';
import { compileSchema, type SchemaCheck } from '../json-schema.ts';
import { listProblems } from '../schema-problem.ts';
import { calledInWords } from './tool-names.ts';
import { verdict } from './verdict.ts';

const tools = [
  {
    name: 'get_order',
    parameters: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
  },
] as const;
const called = (args: unknown, valid = true) => ({
  toolCalls: [{ id: '1', name: 'get_order', arguments: args, valid }],
});

export const isValidToolsCall: AssertionType = {
  type: 'is-valid-tools-call',
  group: 'tools',
  summary:
    "Every tool call names a tool of the prompt, and its arguments are JSON that satisfies the tool's parameters.",
  notes: 'An answer without a tool call fails.',
  value: null,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'is-valid-tools-call' }, output: called({ id: 'A7' }), pass: true, context: { tools } },
    { assert: { type: 'is-valid-tools-call' }, output: called({ id: 7 }), pass: false, context: { tools } },
    {
      assert: { type: 'is-valid-tools-call' },
      output: called('{"id": ', false),
      pass: false,
      context: { tools },
    },
    { assert: { type: 'is-valid-tools-call' }, output: 'no call', pass: false, context: { tools } },
  ],
  async prepare(spec, { tools: known }) {
    if (known.length === 0)
      throw assertionFault({ message: `"${spec.type}" needs a prompt with tools.`, path: ['type'] });
    const checks = new Map<string, SchemaCheck>();
    for (const { name, parameters } of known) checks.set(name, await compileSchema(parameters, []));
    return async ({ toolCalls }) => {
      if (toolCalls.length === 0) return verdict(false, 'No tool was called.');
      for (const call of toolCalls) {
        const problem = await problemOf(call, checks.get(call.name));
        if (problem) return verdict(false, `"${call.name}": ${problem}.`);
      }
      return verdict(true, `Every call is valid; ${calledInWords(toolCalls)}.`);
    };
  },
};

async function problemOf(call: ToolCall, check: SchemaCheck | undefined): Promise<string | null> {
  if (!check) return 'the prompt has no such tool';
  if (!call.valid) return `the arguments are not JSON: ${excerpt(String(call.arguments))}`;
  const problems = (await check(call.arguments)).map(({ path, message }) => ({
    path: path.replace(/^output/, 'args'),
    message,
  }));
  return problems.length === 0 ? null : listProblems(problems);
}
