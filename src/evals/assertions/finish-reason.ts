import { didYouMean } from '../../model/suggest.ts';
import type { FinishReason } from '../../recordings/interaction.ts';
import type { JsonSchema } from '../../render/prompt.ts';
import { type AssertionType, assertionFault } from '../assertion.ts';
import { verdict } from './verdict.ts';

const reasons: readonly FinishReason[] = [
  'stop',
  'length',
  'tool-calls',
  'content-filter',
  'refusal',
  'other',
];

const reasonSchema: JsonSchema = { enum: reasons };

export const finishReason: AssertionType = {
  type: 'finish-reason',
  group: 'run',
  summary: 'The last answer ended for this reason, or for one of these.',
  notes: `One of ${reasons.join(', ')}: every provider's own words are mapped to these.`,
  value: {
    type: ['string', 'array'],
    minItems: 1,
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
    then: reasonSchema,
    items: reasonSchema,
  },
  valueOptional: false,
  threshold: null,
  options: {},
  examples: [
    {
      assert: { type: 'finish-reason', value: 'stop' },
      output: { finish: { reason: 'stop', raw: 'end_turn' } },
      pass: true,
    },
    {
      assert: { type: 'finish-reason', value: 'stop' },
      output: { finish: { reason: 'length', raw: 'max_tokens' } },
      pass: false,
    },
    {
      assert: { type: 'finish-reason', value: ['stop', 'tool-calls'] },
      output: { finish: { reason: 'tool-calls', raw: null } },
      pass: true,
    },
  ],
  prepare(spec) {
    const wanted: readonly unknown[] = Array.isArray(spec.value) ? spec.value : [spec.value];
    if (wanted.length === 0) throw assertionFault({ message: '"finish-reason" has an empty list.' });
    for (const [index, reason] of wanted.entries()) {
      if (reasons.some((known) => known === reason)) continue;
      throw assertionFault({
        message: `${JSON.stringify(reason)} is no finish reason.`,
        hint: didYouMean(String(reason), reasons) ?? `Known are ${reasons.join(', ')}.`,
        path: Array.isArray(spec.value) ? ['value', index] : ['value'],
      });
    }
    return ({ completion: { finish } }) => {
      const raw =
        finish.raw === null || finish.raw === finish.reason ? '' : ` (the provider said "${finish.raw}")`;
      const pass = wanted.includes(finish.reason);
      const want = pass ? '' : `, expected "${wanted.join('" or "')}"`;
      return verdict(pass, `The answer ended with "${finish.reason}"${raw}${want}.`);
    };
  },
};
