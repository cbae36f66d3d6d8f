import { type AssertionType, assertionError } from '../assertion.ts';
import { judgeTime, notMeasured } from './latency.ts';
import { readThreshold } from './read-spec.ts';

export const firstTokenLatency: AssertionType = {
  type: 'first-token-latency',
  group: 'run',
  summary: 'The first token of the last answer came within this many milliseconds.',
  notes:
    'Asserting it makes the call a streamed one. A recorded latency is not a measurement: on a replayed answer it is ' +
    'shown and does not count, either way.',
  value: null,
  valueOptional: true,
  threshold: 'Longest time that passes, in milliseconds.',
  options: {},
  examples: [
    {
      assert: { type: 'first-token-latency', threshold: 500 },
      output: { timing: { firstTokenMs: 312, totalMs: 1440 } },
      pass: true,
    },
    {
      assert: { type: 'first-token-latency', threshold: 300 },
      output: { timing: { firstTokenMs: 312, totalMs: 1440 } },
      pass: false,
    },
    {
      assert: { type: 'first-token-latency', threshold: 300 },
      output: { timing: { firstTokenMs: null, totalMs: 1440 }, replayed: true },
      pass: true,
    },
  ],
  prepare(spec) {
    const threshold = readThreshold(spec, null);
    return ({ completion: { timing, replayed } }) => {
      if (replayed) return notMeasured(timing.firstTokenMs);
      if (timing.firstTokenMs !== null) return judgeTime(timing.firstTokenMs, threshold);
      throw assertionError(
        'not-measured',
        'The answer was not streamed, so the time to its first token is not known.',
      );
    };
  },
};
