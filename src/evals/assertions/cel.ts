import { type AssertionType, assertionFault } from '../assertion.ts';
import { celVariables } from '../cel-environment.ts';
import { quote } from '../excerpt.ts';
import { compileExpression } from '../expression.ts';
import { unparsedOutput } from './json-output.ts';
import { readText, readThreshold } from './read-spec.ts';
import { unusable, verdict } from './verdict.ts';

const json = { output: { format: 'json', schema: null } } as const;

export const cel: AssertionType = {
  type: 'cel',
  group: 'structure',
  summary: 'A CEL expression over the answer is true, or a number from 0 to 1 that reaches the threshold.',
  notes:
    `It may name ${Object.entries(celVariables)
      .map(([name, [, summary]]) => `"${name}" (${summary})`)
      .join(', ')}. ` +
    'Numbers of an answer mix with whole numbers (`output.n + 1`). A field the answer lacks fails, here and behind ' +
    '"not-"; `has(output.x)` asks first. No I/O, no clock; an expression that does too much work is an error.',
  value: { type: 'string', minLength: 1 },
  valueOptional: false,
  threshold: 'Lowest number that passes, 0 to 1; 1 where none is written.',
  options: {},
  examples: [
    { assert: { type: 'cel', value: 'output.n + 1 > 3' }, output: '{"n": 3}', pass: true, context: json },
    {
      assert: { type: 'cel', value: 'output.escalate == false' },
      output: '{"reply": "Hi"}',
      pass: false,
      context: json,
    },
    {
      assert: { type: 'not-cel', value: 'output.escalate' },
      output: '{"reply": "Hi"}',
      pass: false,
      context: json,
    },
    { assert: { type: 'cel', value: 'output.ok' }, output: '{"ok": tru', pass: false, context: json },
    {
      assert: { type: 'cel', value: 'text.matches("^Hi") && size(text) < 20' },
      output: 'Hi Lin',
      pass: true,
    },
    { assert: { type: 'cel', value: '0.75', threshold: 0.5 }, output: '', pass: true, score: 0.75 },
  ],
  async prepare(spec, context) {
    const source = readText(spec);
    const expression = await compileExpression(source);
    if (!gradable.has(expression.type)) {
      throw assertionFault({
        message: `The expression gives a ${expression.type}; it must be true or false, or a number from 0 to 1.`,
        at: [0, source.length],
      });
    }
    if (expression.type === 'bool' && spec.threshold !== null) {
      throw assertionFault({
        message: 'An expression that is true or false takes no threshold.',
        path: ['threshold'],
      });
    }
    const threshold = readThreshold(spec, 1, 1);
    return (subject) => {
      const unparsed =
        expression.usesOutput && spec.transform === null ? unparsedOutput(context, subject) : null;
      if (unparsed) return unusable(unparsed);
      const result = expression.evaluate(subject);
      if (!result.ok) return unusable(result.message);
      const { value } = result;
      if (typeof value === 'boolean') return verdict(value, `${source} is ${value}.`);
      if (typeof value === 'number' && value >= 0 && value <= 1) {
        const pass = value >= threshold;
        return {
          pass,
          score: value,
          message: `${source} is ${value}, ${pass ? 'at least' : 'below'} ${threshold}.`,
        };
      }
      return unusable(
        `${source} is ${quote(JSON.stringify(value) ?? 'nothing')}; it must be true or false, or a number from 0 to 1.`,
      );
    };
  },
};

const gradable: ReadonlySet<string> = new Set(['bool', 'int', 'uint', 'double', 'dyn']);
