import type { AssertionType } from '../assertion.ts';
import { calledInWords, readToolNames, toolNamesSchema } from './tool-names.ts';
import { verdict } from './verdict.ts';

const tools = [
  { name: 'get_order', parameters: true },
  { name: 'refund', parameters: true },
] as const;
const call = { id: '1', name: 'get_order', arguments: {}, valid: true } as const;

export const toolNotCalled: AssertionType = {
  type: 'tool-not-called',
  group: 'tools',
  summary: 'The model called none of these tools; without a value, no tool at all.',
  value: toolNamesSchema,
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    {
      assert: { type: 'tool-not-called', value: 'refund' },
      output: { toolCalls: [call] },
      pass: true,
      context: { tools },
    },
    {
      assert: { type: 'tool-not-called', value: 'get_order' },
      output: { toolCalls: [call] },
      pass: false,
      context: { tools },
    },
    { assert: { type: 'tool-not-called' }, output: { toolCalls: [call] }, pass: false, context: { tools } },
    { assert: { type: 'tool-not-called' }, output: 'Hello', pass: true },
  ],
  prepare(spec, context) {
    const names = spec.value === undefined ? null : readToolNames(spec, context);
    return ({ toolCalls }) => {
      const forbidden = names === null ? toolCalls : toolCalls.filter(({ name }) => names.includes(name));
      if (forbidden.length > 0)
        return verdict(false, `"${forbidden[0]?.name}" was called; ${calledInWords(toolCalls)}.`);
      return verdict(true, names === null ? 'No tool was called.' : `Not called: ${names.join(', ')}.`);
    };
  },
};
