import { globMatcher } from '../../model/glob.ts';
import { type AssertionType, assertionError } from '../assertion.ts';
import { readText } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const model: AssertionType = {
  type: 'model',
  group: 'run',
  summary: 'The model that says it answered has this name; "*" stands for any characters but "/".',
  notes:
    "Compared with the name in the provider's answer, alone or behind the provider the prompt asked. A provider that " +
    'does not say makes the case an error.',
  value: { type: 'string', minLength: 1 },
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    {
      assert: { type: 'model', value: 'gpt-4.1-mini-*' },
      output: { model: 'gpt-4.1-mini-2025-04-14' },
      pass: true,
    },
    {
      assert: { type: 'model', value: 'gpt-4.1-mini' },
      output: { model: 'gpt-4.1-mini-2025-04-14' },
      pass: false,
    },
    {
      assert: { type: 'model', value: '*/gpt-4.1-mini-*' },
      output: { model: 'gpt-4.1-mini-2025-04-14' },
      pass: true,
    },
  ],
  prepare(spec) {
    const pattern = readText(spec);
    const matches = globMatcher(pattern);
    return ({ completion: { model: returned }, request }) => {
      if (returned === null)
        throw assertionError('not-measured', 'The provider did not say which model answered.');
      const provider = request.model.split('/')[0] ?? '';
      const pass = matches(returned) || matches(`${provider}/${returned}`);
      return verdict(pass, `"${returned}" answered${pass ? '' : `, expected "${pattern}"`}.`);
    };
  },
};
