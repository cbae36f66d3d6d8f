import type { AssertionType } from '../assertion.ts';
import { boundsInWords, countSchema, readBounds, within } from './read-spec.ts';
import { calledInWords, readToolNames, toolNamesSchema } from './tool-names.ts';
import { verdict } from './verdict.ts';

const tools = [
  { name: 'get_order', parameters: true },
  { name: 'refund', parameters: true },
] as const;
const call = { id: '1', name: 'get_order', arguments: {}, valid: true } as const;

export const toolCalled: AssertionType = {
  type: 'tool-called',
  group: 'tools',
  summary: 'The model called this tool, or every one of these tools.',
  notes: '"times" says how often each, as a number or "min" and "max"; at least once where it is left out.',
  value: toolNamesSchema,
  valueOptional: false,
  threshold: null,
  options: { times: countSchema },
  examples: [
    {
      assert: { type: 'tool-called', value: 'get_order' },
      output: { toolCalls: [call] },
      pass: true,
      context: { tools },
    },
    {
      assert: { type: 'tool-called', value: ['get_order', 'refund'] },
      output: { toolCalls: [call] },
      pass: false,
      context: { tools },
    },
    {
      assert: { type: 'tool-called', value: 'get_order', times: 1 },
      output: { toolCalls: [call, call] },
      pass: false,
      context: { tools },
    },
  ],
  prepare(spec, context) {
    const names = readToolNames(spec, context);
    const { times } = spec.options;
    const bounds =
      times === undefined ? { min: 1, max: Number.POSITIVE_INFINITY } : readBounds(spec, times, 'times');
    return ({ toolCalls }) => {
      const count = (name: string) => toolCalls.filter((made) => made.name === name).length;
      const wrong = names.find((name) => !within(count(name), bounds));
      if (wrong === undefined)
        return verdict(true, `The model called ${names.map((name) => `"${name}"`).join(', ')}.`);
      const how = count(wrong) === 0 ? 'was not called' : `was called ${count(wrong)} times`;
      const want = times === undefined ? '' : `, expected ${boundsInWords(bounds)}`;
      return verdict(false, `"${wrong}" ${how}${want}; ${calledInWords(toolCalls)}.`);
    };
  },
};
