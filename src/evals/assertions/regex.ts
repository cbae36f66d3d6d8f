import type { AssertionType } from '../assertion.ts';
import { quote } from '../excerpt.ts';
import { positionIn } from '../json-text.ts';
import { compileRegex } from '../regex.ts';
import { readChoice, readText, readTextOption } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const regex: AssertionType = {
  type: 'regex',
  group: 'text',
  summary: 'A regular expression matches somewhere in the output.',
  notes:
    'Patterns run on a linear-time engine (RE2 syntax): no answer can make one slow. "engine: js" is JavaScript\'s own, ' +
    'with lookaround and back-references, in a worker that is stopped after 2 seconds: the case is then an error. ' +
    '"flags": i (any case), m (^ and $ at lines), s (. matches line ends); with "engine: js" also u and v.',
  value: { type: 'string', minLength: 1 },
  valueOptional: false,
  threshold: null,
  options: {
    flags: { type: 'string', pattern: '^[imsuv]*$' },
    engine: { enum: ['re2', 'js'] },
  },
  examples: [
    { assert: { type: 'regex', value: '\\d+ days' }, output: 'after 30 days', pass: true },
    { assert: { type: 'regex', value: '^yes', flags: 'i' }, output: 'YES!', pass: true },
    { assert: { type: 'regex', value: '^\\d+$' }, output: '30 days', pass: false },
    { assert: { type: 'regex', value: '(?<=\\$)\\d+', engine: 'js' }, output: 'it costs $12', pass: true },
    { assert: { type: 'not-regex', value: 'as an AI' }, output: 'as an AI model', pass: false },
  ],
  async prepare(spec) {
    const pattern = readText(spec);
    const engine = readChoice(spec, 'engine', ['re2', 'js'], 're2');
    const compiled = await compileRegex(pattern, { engine, flags: readTextOption(spec, 'flags') ?? '' });
    return async ({ text }) => {
      const match = await compiled.find(text);
      if (!match) return verdict(false, `Nothing in the output matches /${pattern}/. It is ${quote(text)}.`);
      const { line, column } = positionIn(text, match.at);
      const found = quote(text.slice(match.at, match.end), 60);
      return verdict(true, `/${pattern}/ matches ${found} at line ${line}, column ${column}.`);
    };
  },
};
