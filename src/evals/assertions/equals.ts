import { type AssertionType, assertionFault, type Score } from '../assertion.ts';
import { excerpt, firstDifference } from '../excerpt.ts';
import { jsonDifference, prettyJson } from '../json-difference.ts';
import { parseJson, positionIn } from '../json-text.ts';
import { verdict } from './verdict.ts';

export const equals: AssertionType = {
  type: 'equals',
  group: 'text',
  summary: 'The output is exactly this text, or this JSON value.',
  notes:
    'A text is compared character by character with the output as text. Any other value is compared with the parsed ' +
    'output: keys in any order, numbers by value.',
  value: {},
  valueOptional: true,
  threshold: null,
  options: {},
  examples: [
    { assert: { type: 'equals', value: 'refund' }, output: 'refund', pass: true },
    { assert: { type: 'equals', value: 'refund' }, output: 'Refund', pass: false },
    { assert: { type: 'equals', value: { a: 1, b: [true] } }, output: '{"b": [true], "a": 1}', pass: true },
    { assert: { type: 'equals', value: { a: 1 } }, output: '{"a": 1, "b": 2}', pass: false },
    { assert: { type: 'equals', value: 42 }, output: '42', pass: true },
    { assert: { type: 'not-equals', value: 'refund' }, output: 'other', pass: true },
  ],
  prepare(spec, context) {
    const expected = spec.value ?? context.expected;
    if (expected === undefined || expected === null) {
      throw assertionFault({
        message: '"equals" has nothing to compare with.',
        hint: 'Write a "value", or give the case an "expected".',
        path: ['type'],
      });
    }
    if (typeof expected === 'string') return ({ text }) => compareText(expected, text);
    return ({ output, text }) => compareJson(expected, output, text);
  },
};

function compareText(expected: string, actual: string): Score {
  const difference = firstDifference(expected, actual);
  if (difference === null) return verdict(true, `Output is ${JSON.stringify(excerpt(actual))}.`);
  return verdict(false, `Output differs ${difference}${nearMiss(expected, actual)}.`, { expected, actual });
}

function nearMiss(expected: string, actual: string): string {
  if (expected.trim() === actual.trim()) return ' (only white space at the ends differs)';
  if (expected.toLowerCase() === actual.toLowerCase()) return ' (only upper and lower case differ)';
  return expected.normalize() === actual.normalize() ? ' (only the Unicode form differs)' : '';
}

function compareJson(expected: unknown, output: unknown, text: string): Score {
  const parsed = typeof output === 'string' ? parseJson(text) : { ok: true as const, value: output };
  if (!parsed.ok) {
    const { line, column } = positionIn(text, parsed.at);
    const message = `Output is not JSON, so it cannot equal ${typeof expected === 'object' ? 'the expected value' : String(expected)}: ${parsed.message} (line ${line}, column ${column}).`;
    return verdict(false, message, { expected: prettyJson(expected), actual: text });
  }
  const difference = jsonDifference(expected, parsed.value);
  if (difference === null) return verdict(true, `Output is ${excerpt(JSON.stringify(parsed.value) ?? '')}.`);
  return verdict(false, `${difference}.`, {
    expected: prettyJson(expected),
    actual: prettyJson(parsed.value),
  });
}
