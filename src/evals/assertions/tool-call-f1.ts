import type { AssertionSpec } from '../../model/test-file.ts';
import type { ToolCall } from '../../render/request.ts';
import { type AssertionContext, type AssertionType, assertionFault } from '../assertion.ts';
import { compactJson } from '../json-difference.ts';
import { readThreshold } from './read-spec.ts';
import { calledInWords, readToolName } from './tool-names.ts';

const tools = ['weather', 'flight', 'search'].map((name) => ({ name, parameters: true }));
const called = (...names: string[]) => ({
  toolCalls: names.map((name, index) => ({
    id: String(index),
    name,
    arguments: { city: 'Bern' },
    valid: true,
  })),
});

export const toolCallF1: AssertionType = {
  type: 'tool-call-f1',
  group: 'tools',
  summary: 'F1 of the tools called against the tools expected, as sets.',
  notes:
    'Precision: called ones that were expected; recall: expected ones that were called. Order and repetition do not ' +
    'count. A tool written with "args" counts only when called with exactly these arguments.',
  value: {
    type: 'array',
    minItems: 1,
    items: {
      type: ['string', 'object'],
      minLength: 1,
      required: ['name'],
      additionalProperties: false,
      properties: { name: { type: 'string', minLength: 1 }, args: {} },
    },
  },
  valueOptional: false,
  threshold: 'Lowest F1 that passes, 0 to 1; 1 where none is written.',
  options: {},
  examples: [
    {
      assert: { type: 'tool-call-f1', value: ['weather', 'flight'] },
      output: called('flight', 'weather'),
      pass: true,
      score: 1,
      context: { tools },
    },
    {
      assert: { type: 'tool-call-f1', value: ['weather', 'flight'], threshold: 0.8 },
      output: called('weather', 'flight', 'search'),
      pass: true,
      score: 0.8,
      context: { tools },
    },
    {
      assert: { type: 'tool-call-f1', value: ['weather', 'flight'] },
      output: called('weather'),
      pass: false,
      score: 2 / 3,
      context: { tools },
    },
    {
      assert: { type: 'tool-call-f1', value: [{ name: 'weather', args: { city: 'Basel' } }] },
      output: called('weather'),
      pass: false,
      score: 0,
      context: { tools },
    },
    {
      assert: { type: 'tool-call-f1', value: ['weather'] },
      output: 'no call',
      pass: false,
      score: 0,
      context: { tools },
    },
  ],
  prepare(spec, context) {
    const expected = readExpected(spec, context);
    const threshold = readThreshold(spec, 1, 1);
    const withArgs = new Set(expected.filter(({ args }) => args !== null).map(({ name }) => name));
    return ({ toolCalls }) => {
      const actual = distinct(toolCalls, withArgs);
      const right = actual.filter((call) => expected.some((wanted) => fits(wanted, call))).length;
      const met = expected.filter((wanted) => actual.some((call) => fits(wanted, call))).length;
      const precision = actual.length === 0 ? 0 : right / actual.length;
      const recall = met / expected.length;
      const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      const pass = f1 >= threshold;
      const parts = `F1 ${f1.toFixed(3)} (precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)})`;
      const want = pass ? '' : `, at least ${threshold} expected`;
      return { pass, score: f1, message: `${parts}${want}; ${calledInWords(toolCalls)}.` };
    };
  },
};

/** `args` as compact JSON; null: any. */
type Named = { readonly name: string; readonly args: string | null };

const fits = (wanted: Named, call: Named): boolean =>
  wanted.name === call.name && (wanted.args === null || wanted.args === call.args);

function distinct(calls: readonly ToolCall[], withArgs: ReadonlySet<string>): readonly Named[] {
  const named = new Map<string, Named>();
  for (const { name, arguments: args } of calls) {
    const one = { name, args: withArgs.has(name) ? compactJson(args) : null };
    named.set(JSON.stringify([one.name, one.args]), one);
  }
  return [...named.values()];
}

function readExpected(spec: AssertionSpec, { tools }: AssertionContext): readonly Named[] {
  const { value } = spec;
  if (!Array.isArray(value) || value.length === 0) {
    throw assertionFault({
      message: 'The value of "tool-call-f1" must be a list of tools.',
      hint: 'Write [get_order, refund]; for no call at all there is "tool-not-called".',
    });
  }
  const named = value.map((item, index): Named => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      return { name: readToolName(spec, item, tools, ['value', index]), args: null };
    }
    const unknown = Object.keys(item).find((key) => key !== 'name' && key !== 'args');
    if (unknown !== undefined) {
      throw assertionFault({
        message: `"${unknown}" is not a key here: use "name" and "args".`,
        path: ['value', index, unknown],
      });
    }
    const name = readToolName(spec, item['name'], tools, ['value', index]);
    return { name, args: item['args'] === undefined ? null : compactJson(item['args']) };
  });
  return [...new Map(named.map((one) => [JSON.stringify([one.name, one.args]), one])).values()];
}
