import type { AssertionType, Score } from '../assertion.ts';
import { readThreshold } from './read-spec.ts';
import { verdict } from './verdict.ts';

export const latency: AssertionType = {
  type: 'latency',
  group: 'run',
  summary: 'The last answer took at most this many milliseconds.',
  notes:
    'A recorded latency is not a measurement: on a replayed answer it is shown and does not count, either way.',
  value: null,
  valueOptional: true,
  threshold: 'Longest time that passes, in milliseconds.',
  options: {},
  examples: [
    {
      assert: { type: 'latency', threshold: 2000 },
      output: { timing: { firstTokenMs: null, totalMs: 1440 } },
      pass: true,
    },
    {
      assert: { type: 'latency', threshold: 1000 },
      output: { timing: { firstTokenMs: null, totalMs: 1440 } },
      pass: false,
    },
    {
      assert: { type: 'latency', threshold: 1000 },
      output: { timing: { firstTokenMs: null, totalMs: 1440 }, replayed: true },
      pass: true,
    },
  ],
  prepare(spec) {
    const threshold = readThreshold(spec, null);
    return ({ completion: { timing, replayed } }) =>
      replayed ? notMeasured(timing.totalMs) : judgeTime(timing.totalMs, threshold);
  },
};

export const judgeTime = (ms: number, threshold: number): Score =>
  verdict(
    ms <= threshold,
    `Took ${Math.round(ms)} ms${ms <= threshold ? '' : `, at most ${threshold} ms allowed`}.`,
  );

/** Passes without counting, behind a `not-` as well. */
export const notMeasured = (ms: number | null): Score => ({
  ...verdict(
    true,
    `Recorded latency is not a measurement${ms === null ? '' : ` (${Math.round(ms)} ms when it was recorded)`}.`,
  ),
  uncounted: true,
});
