import { type AssertionType, assertionError, assertionFault } from '../assertion.ts';
import { readThreshold } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const cost: AssertionType = {
  type: 'cost',
  group: 'run',
  summary: 'All calls of the case together cost at most this many USD.',
  notes:
    'A replayed answer costs what its recorded usage would cost today. A model without a known price makes the case an ' +
    'error. With "weight: 0" the threshold may be left out: the cost is shown and gates nothing.',
  value: null,
  valueOptional: true,
  threshold: 'Highest cost that passes, in USD.',
  options: {},
  examples: [
    { assert: { type: 'cost', threshold: 0.004 }, output: 'Hi', costUsd: '0.004', pass: true },
    { assert: { type: 'cost', threshold: 0.004 }, output: 'Hi', costUsd: '0.0041', pass: false },
    { assert: { type: 'cost', weight: 0 }, output: 'Hi', costUsd: '0.0041', pass: true },
  ],
  prepare(spec) {
    const unbounded = spec.weight === 0 && spec.threshold === null;
    const threshold = unbounded ? Number.POSITIVE_INFINITY : readThreshold(spec, null);
    if (spec.negated && spec.threshold === null) {
      throw assertionFault({ message: '"not-cost" needs a "threshold".', path: ['type'] });
    }
    return ({ costUsd, request }) => {
      if (costUsd === null) {
        throw assertionError(
          'unknown-price',
          `No price is known for "${request.model}", so "cost" cannot be checked.`,
          'Set "price" of the provider in promptops.yaml.',
        );
      }
      const pass = Number(costUsd) <= threshold;
      return verdict(pass, `Cost $${costUsd}${pass ? '' : `, at most $${threshold} allowed`}.`);
    };
  },
};
