import { type AssertionType, assertionFault } from '../assertion.ts';
import { readChoice } from './read-spec.ts';
import { calledInWords, readToolNames } from './tool-names.ts';
import { verdict } from './verdict.ts';

const tools = ['find', 'reply', 'log'].map((name) => ({ name, parameters: true }));
const called = (...names: string[]) => ({
  toolCalls: names.map((name, index) => ({ id: String(index), name, arguments: {}, valid: true })),
});

export const toolSequence: AssertionType = {
  type: 'tool-sequence',
  group: 'tools',
  summary: 'The model called these tools in this order.',
  notes:
    '"mode: exact" (the default): these calls and no others. "subset": in this order, others may come between. ' +
    '"unordered": these calls and no others, in any order. A name that stands twice must be called twice.',
  value: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  valueOptional: false,
  threshold: null,
  options: { mode: { enum: ['exact', 'subset', 'unordered'] } },
  examples: [
    {
      assert: { type: 'tool-sequence', value: ['find', 'reply'] },
      output: called('find', 'reply'),
      pass: true,
      context: { tools },
    },
    {
      assert: { type: 'tool-sequence', value: ['find', 'reply'] },
      output: called('find', 'log', 'reply'),
      pass: false,
      context: { tools },
    },
    {
      assert: { type: 'tool-sequence', value: ['find', 'reply'], mode: 'subset' },
      output: called('find', 'log', 'reply'),
      pass: true,
      context: { tools },
    },
    {
      assert: { type: 'tool-sequence', value: ['find', 'reply'], mode: 'unordered' },
      output: called('reply', 'find'),
      pass: true,
      context: { tools },
    },
    {
      assert: { type: 'tool-sequence', value: ['find', 'find'], mode: 'unordered' },
      output: called('find'),
      pass: false,
      context: { tools },
    },
  ],
  prepare(spec, context) {
    if (!Array.isArray(spec.value))
      throw assertionFault({ message: 'The value of "tool-sequence" must be a list of tools.' });
    const names = readToolNames(spec, context);
    const mode = readChoice(spec, 'mode', ['exact', 'subset', 'unordered'], 'exact');
    return ({ toolCalls }) => {
      const made = toolCalls.map(({ name }) => name);
      const pass = mode === 'subset' ? isSubsequence(names, made) : same(mode === 'unordered', names, made);
      if (pass) return verdict(true, `Tools ${calledInWords(toolCalls)}.`);
      const diff = { expected: names.join('\n'), actual: made.join('\n') };
      return verdict(false, `Expected ${names.join(', ')} (${mode}); ${calledInWords(toolCalls)}.`, diff);
    };
  },
};

function same(unordered: boolean, names: readonly string[], made: readonly string[]): boolean {
  const key = (list: readonly string[]) => JSON.stringify(unordered ? [...list].sort() : list);
  return key(names) === key(made);
}

function isSubsequence(names: readonly string[], made: readonly string[]): boolean {
  let next = 0;
  for (const name of made) if (name === names[next]) next += 1;
  return next === names.length;
}
