import type { AssertionSpec } from '../../model/test-file.ts';
import { type AssertionType, assertionError, assertionFault } from '../assertion.ts';
import {
  type Bounds,
  boundsInWords,
  countSchema,
  readBounds,
  readChoice,
  readThreshold,
  within,
} from './read-spec.ts';
import { verdict } from './verdict.ts';

const usage = {
  input: { total: 100, cacheRead: 64, cacheWrite: 0 },
  output: { total: 20, reasoning: 12 },
} as const;

export const tokens: AssertionType = {
  type: 'tokens',
  group: 'run',
  summary: 'The last call used so many tokens: of input, of output, or of both.',
  notes:
    '"of" is total (the default), input or output. Cached tokens are part of the input, reasoning of the output, as the ' +
    'provider counted them; an answer without a count makes the case an error.',
  value: countSchema,
  valueOptional: true,
  threshold: 'Highest number that passes; instead of a value.',
  options: { of: { enum: ['input', 'output', 'total'] } },
  examples: [
    { assert: { type: 'tokens', threshold: 120 }, output: { usage }, pass: true },
    { assert: { type: 'tokens', value: { max: 15 }, of: 'output' }, output: { usage }, pass: false },
    { assert: { type: 'tokens', value: { min: 50, max: 100 }, of: 'input' }, output: { usage }, pass: true },
  ],
  prepare(spec) {
    const bounds = readLimits(spec);
    const of = readChoice(spec, 'of', ['total', 'input', 'output'], 'total');
    return ({ completion }) => {
      const counted = completion.usage;
      if (!counted)
        throw assertionError(
          'not-measured',
          'The provider counted no tokens, so "tokens" cannot be checked.',
        );
      const sum = {
        input: counted.input.total,
        output: counted.output.total,
        total: counted.input.total + counted.output.total,
      };
      const pass = within(sum[of], bounds);
      const what = of === 'total' ? 'tokens' : `${of} tokens`;
      return verdict(pass, `${sum[of]} ${what}${pass ? '' : `, expected ${boundsInWords(bounds)}`}.`);
    };
  },
};

function readLimits(spec: AssertionSpec): Bounds {
  if ((spec.value === undefined) === (spec.threshold === null)) {
    throw assertionFault({ message: '"tokens" needs either a "value" or a "threshold".', path: ['type'] });
  }
  return spec.value === undefined ? { min: 0, max: readThreshold(spec, null) } : readBounds(spec, spec.value);
}
